// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.Internal;

/** Reports where native libraries are unpacked, and which other copies this machine has. */
@Internal
public final class LibraryReport {

    private static final String VARIABLE = "LD_LIBRARY_PATH";

    /** The default folders of the dynamic loader. */
    private static final List<String> DEFAULT_FOLDERS =
            List.of("lib64", "usr/lib64", "lib", "usr/lib");

    private final Path root;

    /** Folders in which the dynamic loader searches, with the reason. */
    private final Map<Path, String> folders = new LinkedHashMap<>();

    private LibraryReport(Map<String, String> environment, Path root) {
        this.root = root;
        for (String folder : environment.getOrDefault(VARIABLE, "").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty()) {
                add(Path.of(folder), VARIABLE);
            }
        }
        configured(root.resolve("etc/ld.so.conf"));
        DEFAULT_FOLDERS.forEach(folder -> add(root.resolve(folder), "system"));
    }

    /**
     * Returns lines for {@code doctor}: the folder of unpacked libraries, and each copy of a
     * library outside of it that the dynamic loader would find, with whether this process uses it.
     *
     * @param files names of libraries, such as {@code libc10.so}
     */
    public static List<String> lines(List<String> files) {
        List<String> lines = new ArrayList<>();
        try {
            lines.add("unpacked in " + LibraryCache.folder());
        } catch (IOException e) {
            lines.add(String.valueOf(e.getMessage()));
        }
        Set<Path> mapped = mapped();
        for (Map.Entry<Path, String> copy :
                copies(files, System.getenv(), Path.of("/")).entrySet()) {
            lines.add(
                    "another copy, "
                            + (mapped.contains(real(copy.getKey())) ? "USED" : "not used")
                            + ": "
                            + copy.getKey()
                            + " ("
                            + copy.getValue()
                            + ")");
        }
        return lines;
    }

    /**
     * Returns files of these names in the folders in which the dynamic loader searches, with the
     * reason for which it searches there.
     */
    static Map<Path, String> copies(
            List<String> files, Map<String, String> environment, Path root) {
        LibraryReport search = new LibraryReport(environment, root);
        Map<Path, String> found = new LinkedHashMap<>();
        search.folders.forEach(
                (folder, reason) -> {
                    for (String file : files) {
                        Path copy = folder.resolve(file);
                        if (Files.exists(copy)) {
                            found.put(copy, reason);
                        }
                    }
                });
        return found;
    }

    /** Adds a folder that exists, once: {@code /lib} often is another name of {@code /usr/lib}. */
    private void add(Path folder, String reason) {
        if (Files.isDirectory(folder)) {
            folders.putIfAbsent(real(folder), reason);
        }
    }

    /** The loader's configuration: a folder a line, or {@code include} with a pattern of files. */
    private void configured(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            return;
        }
        for (String line : lines) {
            String text = line.replaceFirst("#.*", "").strip();
            if (text.startsWith("include ")) {
                included(text.substring("include ".length()).strip());
            } else if (text.startsWith("/")) {
                add(root.resolve(text.substring(1)), "system");
            }
        }
    }

    private void included(String pattern) {
        Path files =
                root.resolve(pattern.startsWith("/") ? pattern.substring(1) : "etc/" + pattern);
        Path folder = files.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(folder, String.valueOf(files.getFileName()))) {
            found.forEach(this::configured);
        } catch (IOException e) {
            // A folder that cannot be read names no folders.
        }
    }

    /** Returns the files of which the system says that this process has mapped them. */
    static Set<Path> mapped() {
        Set<Path> mapped = new LinkedHashSet<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                int path = line.indexOf('/');
                if (path >= 0) {
                    mapped.add(Path.of(line.substring(path)));
                }
            }
        } catch (IOException e) {
            // Only Linux says so.
            return Set.of();
        }
        return mapped;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
