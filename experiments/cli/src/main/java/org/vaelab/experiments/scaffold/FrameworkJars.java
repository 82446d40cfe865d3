// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.ClassOrigin;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.record.FolderTree;

/**
 * What a plugin is compiled and tested against: jars, or the folders of their classes where the
 * framework runs from such.
 *
 * @param paths of every module with a jar
 */
@Internal
public record FrameworkJars(Map<FrameworkModule, Path> paths) {

    /**
     * Checks that there is one of every module.
     *
     * @throws IllegalArgumentException if one is absent
     */
    public FrameworkJars {
        Set<FrameworkModule> absent = EnumSet.copyOf(FrameworkModule.withJar());
        absent.removeAll(paths.keySet());
        if (!absent.isEmpty()) {
            throw new IllegalArgumentException("no jar of " + absent);
        }
        paths = Map.copyOf(paths);
    }

    /** Returns what a function finds for each module. */
    public static FrameworkJars of(Function<FrameworkModule, Path> path) {
        Map<FrameworkModule, Path> paths = new EnumMap<>(FrameworkModule.class);
        for (FrameworkModule module : FrameworkModule.withJar()) {
            paths.put(module, path.apply(module));
        }
        return new FrameworkJars(paths);
    }

    /**
     * Finds those of the running framework: the launcher keeps all of them, and what plugins are
     * tested with, in the folder of the core.
     *
     * @throws UserError if one is not there
     */
    public static FrameworkJars ofRunningFramework() {
        Path core =
                ClassOrigin.file(FrameworkVersion.class)
                        .orElseThrow(() -> new UserError("VaeLab does not run from files"));
        return of(module -> beside(core, module));
    }

    private static Path beside(Path core, FrameworkModule module) {
        Path jar =
                core.resolveSibling(module.artifact() + "-" + FrameworkVersion.current() + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new UserError(
                    module.artifact()
                            + ", which a plugin is compiled or tested with, is not here: "
                            + jar
                            + "\n    start VaeLab by its launcher, which puts it there");
        }
        return jar;
    }

    /** Returns the jar or folder of a module. */
    Path path(FrameworkModule module) {
        return Objects.requireNonNull(paths.get(module));
    }

    /** Writes one of them as a jar, with the same bytes for the same content. */
    static void copy(Path jarOrFolder, Path target) throws IOException {
        if (!Files.isDirectory(jarOrFolder)) {
            Files.copy(jarOrFolder, target);
            return;
        }
        try (OutputStream out = Files.newOutputStream(target);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            for (Map.Entry<String, Path> file : FolderTree.files(jarOrFolder).entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                zip.putNextEntry(entry);
                Files.copy(file.getValue(), zip);
            }
        }
    }

    /** The checkout that VaeLab was started from, if it was started from one. */
    static Optional<Path> checkout() {
        return Optional.ofNullable(System.getProperty("vaelab.root")).map(Path::of);
    }
}
