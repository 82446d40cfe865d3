// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.plugin.Origin;

/**
 * What a plugin is compiled and tested against: jars, or the folders of their classes where the
 * framework runs from such.
 *
 * @param core of {@code vaelab-core}
 * @param testkit of {@code vaelab-testkit}
 */
public record FrameworkJars(Path core, Path testkit) {

    private static final String TESTKIT = "vaelab-testkit-";

    /**
     * Finds those of the running framework: the launcher keeps the testkit beside the core.
     *
     * @throws ScaffoldException if the testkit is not there
     */
    public static FrameworkJars ofRunningFramework() {
        Path core =
                Origin.file(FrameworkVersion.class)
                        .orElseThrow(() -> new ScaffoldException("VaeLab does not run from files"));
        Path testkit = core.resolveSibling(TESTKIT + FrameworkVersion.current() + ".jar");
        if (!Files.isRegularFile(testkit)) {
            throw new ScaffoldException(
                    "the testkit, which a plugin is tested with, is not here: "
                            + testkit
                            + "\n    start VaeLab by its launcher, which puts it there");
        }
        return new FrameworkJars(core, testkit);
    }

    /** Writes one of them as a jar, with the same bytes for the same content. */
    static void copy(Path jarOrFolder, Path target) throws IOException {
        if (!Files.isDirectory(jarOrFolder)) {
            Files.copy(jarOrFolder, target);
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(jarOrFolder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream out = Files.newOutputStream(target);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                ZipEntry entry =
                        new ZipEntry(jarOrFolder.relativize(file).toString().replace('\\', '/'));
                entry.setTime(0);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
            }
        }
    }

    /** The checkout that VaeLab was started from, if it was started from one. */
    static Optional<Path> checkout() {
        return Optional.ofNullable(System.getProperty("vaelab.root")).map(Path::of);
    }
}
