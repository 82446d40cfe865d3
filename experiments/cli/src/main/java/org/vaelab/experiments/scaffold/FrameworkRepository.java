// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.record.TemporaryPath;

/**
 * A Maven repository of files with the jars of the framework and their sources, each under a
 * version of its own build. So no two builds meet in Maven's cache, and none counts as a snapshot,
 * which Maven would look for again and again.
 */
final class FrameworkRepository {

    private static final String GROUP = "org/vaelab";

    private FrameworkRepository() {}

    /**
     * What was written. The version of a module tells its bytes and those of all that it depends
     * on, as {@link FrameworkVersion#currentBuild()} does of the core.
     *
     * @param all the version of every module
     */
    record Versions(Map<FrameworkModule, FrameworkVersion> all) {

        private static Versions of(Map<FrameworkModule, Path> jars) throws IOException {
            Map<FrameworkModule, FrameworkVersion> all = new EnumMap<>(FrameworkModule.class);
            for (FrameworkModule module : FrameworkModule.values()) {
                Path[] files =
                        module.closure().stream()
                                .map(jars::get)
                                .filter(Objects::nonNull)
                                .toArray(Path[]::new);
                all.put(module, FrameworkVersion.current().build(files));
            }
            return new Versions(all);
        }

        /** Returns the version of a module, as it is written. */
        String text(FrameworkModule module) {
            return Objects.requireNonNull(all.get(module)).text();
        }

        /** Returns values for the template of what every plugin is built with. */
        Map<String, String> values() {
            StringBuilder modules = new StringBuilder();
            for (FrameworkModule module : FrameworkModule.values()) {
                String type = module == FrameworkModule.FAMILIES ? "pom" : "jar";
                modules.append(dependency("org.vaelab", module.artifact(), text(module), type));
            }
            return Map.of(
                    "vaelab.version",
                    text(FrameworkModule.CORE),
                    "modules",
                    modules.toString().stripTrailing());
        }
    }

    /** Writes the jars into a repository, which may have others. */
    static Versions write(FrameworkJars jars, Path repository) throws IOException {
        Path group = Files.createDirectories(repository.resolve(GROUP));
        try (TemporaryPath draft = TemporaryPath.of(Files.createTempDirectory(group, ".draft"))) {
            Map<FrameworkModule, Path> copies = new EnumMap<>(FrameworkModule.class);
            for (FrameworkModule module : FrameworkModule.withJar()) {
                Path copy = draft.path().resolve(module.artifact() + ".jar");
                FrameworkJars.copy(jars.path(module), copy);
                copies.put(module, copy);
            }
            Versions versions = Versions.of(copies);
            for (FrameworkModule module : FrameworkModule.values()) {
                publish(group, module, Optional.ofNullable(copies.get(module)), versions);
            }
            return versions;
        }
    }

    /** Deletes all versions of the framework but those given. */
    static void keepOnly(Versions versions, Path repository) throws IOException {
        Path group = repository.resolve(GROUP);
        for (FrameworkModule module : FrameworkModule.values()) {
            Folders.deleteAllBut(group.resolve(module.artifact()), versions.text(module));
        }
    }

    private static void publish(
            Path group, FrameworkModule module, Optional<Path> jar, Versions versions)
            throws IOException {
        String artifact = module.artifact();
        String version = versions.text(module);
        Path folder = Files.createDirectories(group.resolve(artifact).resolve(version));
        String name = artifact + "-" + version;
        if (jar.isPresent()) {
            Path published = folder.resolve(name + ".jar");
            Files.move(jar.get(), published, StandardCopyOption.REPLACE_EXISTING);
            checksum(published);
            writeSources(module, folder.resolve(name + "-sources.jar"));
        }
        Path pom = folder.resolve(name + ".pom");
        Map<String, String> values =
                Map.of(
                        "artifact",
                        artifact,
                        "version",
                        version,
                        "packaging",
                        jar.isPresent() ? "jar" : "pom",
                        "dependencies",
                        dependencies(module, versions));
        Files.writeString(pom, Template.read("repository/module.pom").fill(values));
        checksum(pom);
    }

    /**
     * Writes the sources, which editors show; of an installation without a checkout there are none.
     */
    private static void writeSources(FrameworkModule module, Path target) throws IOException {
        Optional<Path> sources =
                FrameworkJars.checkout().map(module::sources).filter(Files::isDirectory);
        if (sources.isPresent()) {
            Files.deleteIfExists(target);
            FrameworkJars.copy(sources.get(), target);
            checksum(target);
        }
    }

    private static String dependencies(FrameworkModule module, Versions versions)
            throws IOException {
        StringBuilder text = new StringBuilder();
        for (FrameworkModule other : module.modules()) {
            text.append(dependency("org.vaelab", other.artifact(), versions.text(other), "jar"));
        }
        Properties libraries = libraries();
        for (String library : module.libraries()) {
            String[] groupAndVersion =
                    Objects.requireNonNull(libraries.getProperty(library), library).split(":", -1);
            text.append(dependency(groupAndVersion[0], library, groupAndVersion[1], "jar"));
        }
        return text.toString().stripTrailing();
    }

    private static String dependency(String groupId, String artifact, String version, String type) {
        return """
                    <dependency>
                      <groupId>%s</groupId>
                      <artifactId>%s</artifactId>
                      <version>%s</version>
                      <type>%s</type>
                    </dependency>
                """
                .formatted(groupId, artifact, version, type);
    }

    private static Properties libraries() throws IOException {
        Properties libraries = new Properties();
        libraries.load(new StringReader(Template.read("repository/libraries.properties").text()));
        return libraries;
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
