// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.record.FolderTree;

/**
 * A jar with further parts.
 *
 * @param checksum SHA-256 of the file, in hexadecimal
 * @param builtAgainst the version of VaeLab that its manifest names under {@value
 *     #VERSION_ATTRIBUTE}, if it names one
 * @param services the classes that it announces for each interface of VaeLab, in the order of the
 *     service file: {@link VaeLabModule}s, report sections, backends
 */
public record PluginJar(
        Path path,
        String checksum,
        Optional<FrameworkVersion> builtAgainst,
        Map<String, List<String>> services) {

    /** The attribute of a manifest that names the version of VaeLab a plugin was built against. */
    public static final String VERSION_ATTRIBUTE = "VaeLab-Version";

    private static final String SERVICES = "META-INF/services/";
    private static final String MODULE_SERVICE = SERVICES + VaeLabModule.class.getName();
    private static final String OWN_SERVICES = SERVICES + "org.vaelab.";

    public PluginJar {
        services = Map.copyOf(services);
    }

    /** Reads what a jar says of itself; none of its classes is loaded. */
    static PluginJar read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new PluginException(
                    path
                            + ": "
                            + (Files.isDirectory(path) ? "a folder, not a jar" : "no such file"));
        }
        if (!FolderTree.isFileName(fileName(path))) {
            throw new PluginException(
                    path
                            + ": records cannot have this file name: rename the jar, without : and \\ and"
                            + " control characters");
        }
        PluginJar jar;
        try (JarFile file = new JarFile(path.toFile())) {
            jar =
                    new PluginJar(
                            path,
                            Sha256.of(path),
                            builtAgainst(path, file.getManifest()),
                            services(file));
            if (jar.services().isEmpty()) {
                throw new PluginException(
                        ("%s: the jar announces no parts: it has no %s\n    A library"
                                        + " that a plugin needs is named in the Class-Path of the"
                                        + " plugin's manifest, not given by itself.")
                                .formatted(path, MODULE_SERVICE));
            }
        } catch (ZipException e) {
            throw new PluginException(path + ": not a jar: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PluginException(path + ": cannot be read: " + e.getMessage(), e);
        }
        FrameworkVersion here = FrameworkVersion.current();
        if (jar.builtAgainst().filter(built -> !here.runs(built)).isPresent()) {
            throw new PluginException(
                    path + ": " + jar.history() + "; build it again against this one");
        }
        return jar;
    }

    private static Optional<FrameworkVersion> builtAgainst(Path path, @Nullable Manifest manifest) {
        String version =
                manifest == null ? null : manifest.getMainAttributes().getValue(VERSION_ATTRIBUTE);
        try {
            return Optional.ofNullable(version).map(FrameworkVersion::new);
        } catch (IllegalArgumentException e) {
            throw new PluginException(
                    path + ": " + VERSION_ATTRIBUTE + " of its manifest: " + e.getMessage(), e);
        }
    }

    private static Map<String, List<String>> services(JarFile file) throws IOException {
        Map<String, List<String>> services = new HashMap<>();
        for (JarEntry entry : Collections.list(file.entries())) {
            if (entry.getName().startsWith(OWN_SERVICES)) {
                services.put(entry.getName().substring(SERVICES.length()), providers(file, entry));
            }
        }
        return services;
    }

    private static List<String> providers(JarFile file, JarEntry entry) throws IOException {
        try (InputStream in = file.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    /** Returns the names of the classes that the jar announces for an interface. */
    public List<String> providers(Class<?> service) {
        return services.getOrDefault(service.getName(), List.of());
    }

    /** Returns the checksum as records have it: {@code sha256:} and the hexadecimal digits. */
    public String recorded() {
        return "sha256:" + checksum;
    }

    public String fileName() {
        return fileName(path);
    }

    static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** Returns against which VaeLab the jar was built, and which this is: one sentence. */
    String history() {
        String here = "this is VaeLab " + FrameworkVersion.currentBuild();
        return builtAgainst
                .map(built -> "it was built against VaeLab " + built + ", " + here)
                .orElse("it does not say which VaeLab it was built against; " + here);
    }
}
