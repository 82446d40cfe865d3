// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The folders that may hold CUDA libraries, in the order of search: those in {@value #VARIABLE} and
 * {@code LD_LIBRARY_PATH}, installed toolkits, system folders, and {@code site-packages/nvidia} of
 * the Python installations found. No Python is started.
 *
 * <p>A folder of {@value #VARIABLE} may also be one above: a Python environment, its {@code
 * site-packages}, or a toolkit.
 */
final class LibraryFolders {

    static final String VARIABLE = "VAELAB_CUDA_LIBRARIES";

    private static final List<String> OF_THE_SYSTEM =
            List.of(
                    "usr/local/nvidia/lib64",
                    "usr/lib/x86_64-linux-gnu",
                    "lib/x86_64-linux-gnu",
                    "usr/lib64",
                    "lib64",
                    "usr/lib/wsl/lib",
                    "usr/lib",
                    "usr/local/lib");

    private final Map<String, String> environment;
    private final Path root;
    private final Set<Path> folders = new LinkedHashSet<>();

    private LibraryFolders(Map<String, String> environment, Path root) {
        this.environment = environment;
        this.root = root;
    }

    /** Returns the folders that exist. */
    static List<Path> in(Map<String, String> environment, Path root) {
        LibraryFolders found = new LibraryFolders(environment, root);
        found.named();
        found.paths("LD_LIBRARY_PATH").forEach(found::add);
        found.toolkits();
        OF_THE_SYSTEM.forEach(folder -> found.add(root.resolve(folder)));
        found.pythons();
        return List.copyOf(found.folders);
    }

    private void named() {
        for (Path folder : paths(VARIABLE)) {
            add(folder);
            toolkit(folder);
            packages(folder.resolve("nvidia"));
            packages(folder);
            python(folder);
        }
    }

    private void toolkits() {
        paths("CUDA_HOME").forEach(this::toolkit);
        paths("CUDA_PATH").forEach(this::toolkit);
        below(root.resolve("usr/local"), "cuda-13*").forEach(this::toolkit);
        toolkit(root.resolve("usr/local/cuda"));
    }

    private void toolkit(Path home) {
        add(home.resolve("lib64"));
        add(home.resolve("lib"));
        add(home.resolve("targets/x86_64-linux/lib"));
        add(home.resolve("extras/CUPTI/lib64"));
    }

    private void pythons() {
        paths("VIRTUAL_ENV").forEach(this::python);
        paths("CONDA_PREFIX").forEach(this::python);
        for (Path folder : paths("PATH")) {
            Path parent = folder.getParent();
            if (parent != null && Files.isExecutable(folder.resolve("python3"))) {
                python(parent);
                // The folder of pyenv's stand-ins, beside which its Pythons lie.
                below(parent.resolve("versions"), "3.*").forEach(this::python);
            }
        }
        paths("PYTHONPATH").forEach(path -> packages(path.resolve("nvidia")));
        paths("HOME").forEach(home -> python(home.resolve(".local")));
    }

    private void python(Path prefix) {
        for (String lib : List.of("lib", "lib64")) {
            for (Path python : below(prefix.resolve(lib), "python3*")) {
                below(python, "{site,dist}-packages")
                        .forEach(site -> packages(site.resolve("nvidia")));
            }
        }
    }

    private void packages(Path nvidia) {
        below(nvidia, "*").forEach(folder -> add(folder.resolve("lib")));
    }

    private void add(Path folder) {
        if (Files.isDirectory(folder)) {
            folders.add(folder.toAbsolutePath().normalize());
        }
    }

    private List<Path> paths(String variable) {
        List<Path> paths = new ArrayList<>();
        for (String text : environment.getOrDefault(variable, "").split(File.pathSeparator, -1)) {
            if (!text.isEmpty()) {
                paths.add(Path.of(text));
            }
        }
        return paths;
    }

    /** Returns what matches in a folder, the last by name first, so that newer ones win. */
    private static List<Path> below(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
                entries.forEach(found::add);
            } catch (IOException e) {
                // A folder that cannot be read holds nothing that could be loaded.
                return List.of();
            }
        }
        found.sort(Collections.reverseOrder());
        return found;
    }
}
