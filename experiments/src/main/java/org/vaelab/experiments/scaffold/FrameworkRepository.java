// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.vaelab.framework.plugin.FrameworkVersion;

/**
 * A Maven repository of files with the jars of the framework, each under a version of its own
 * build. So no two builds meet in Maven's cache, and none counts as a snapshot, which Maven would
 * look for again and again.
 */
final class FrameworkRepository {

    private static final String GROUP = "org/vaelab";
    private static final String CORE = "vaelab-core";
    private static final String TESTKIT = "vaelab-testkit";

    private FrameworkRepository() {}

    /**
     * What was written.
     *
     * @param core the version of the core
     * @param testkit the version of the testkit
     */
    record Versions(FrameworkVersion core, FrameworkVersion testkit) {

        /** Returns the values for templates. */
        Map<String, String> values() {
            return Map.of("coreVersion", core.text(), "testkitVersion", testkit.text());
        }
    }

    /** Writes the jars into a repository, which may have others. */
    static Versions write(FrameworkJars jars, Path repository) throws IOException {
        Path group = Files.createDirectories(repository.resolve(GROUP));
        Path core = Files.createTempFile(group, CORE, ".jar");
        Path testkit = Files.createTempFile(group, TESTKIT, ".jar");
        try {
            Files.delete(core);
            Files.delete(testkit);
            FrameworkJars.copy(jars.core(), core);
            FrameworkJars.copy(jars.testkit(), testkit);
            FrameworkVersion version = FrameworkVersion.current();
            Versions versions = new Versions(version.build(core), version.build(core, testkit));
            publish(group, CORE, versions.core(), core, versions);
            publish(group, TESTKIT, versions.testkit(), testkit, versions);
            return versions;
        } finally {
            Files.deleteIfExists(core);
            Files.deleteIfExists(testkit);
        }
    }

    /** Deletes all versions of the framework but those given. */
    static void keepOnly(Versions versions, Path repository) throws IOException {
        Path group = repository.resolve(GROUP);
        Folders.deleteAllBut(group.resolve(CORE), versions.core().text());
        Folders.deleteAllBut(group.resolve(TESTKIT), versions.testkit().text());
    }

    private static void publish(
            Path group, String artifact, FrameworkVersion version, Path jar, Versions versions)
            throws IOException {
        Path folder = Files.createDirectories(group.resolve(artifact).resolve(version.text()));
        String name = artifact + "-" + version;
        Path published = folder.resolve(name + ".jar");
        Files.move(jar, published, StandardCopyOption.REPLACE_EXISTING);
        checksum(published);
        Path pom = folder.resolve(name + ".pom");
        String text = Template.read("repository/" + artifact + ".pom").fill(versions.values());
        Files.writeString(pom, text);
        checksum(pom);
    }

    /** Maven warns of a file without one. */
    private static void checksum(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            String sum = HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
            Files.writeString(
                    file.resolveSibling(file.getFileName() + ".sha1"),
                    sum,
                    StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-1", e);
        }
    }
}
