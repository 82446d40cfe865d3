// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The jars of Spark on this machine, and its settings: those of the user's own Spark in {@code
 * SPARK_HOME}, else those beside VaeLab.
 *
 * @param module the jar of the module {@code vaelab-spark}
 * @param classPath of the driver
 * @param defaults the settings in {@code spark-defaults.conf}
 */
public record SparkInstallation(Path module, String classPath, Map<String, String> defaults) {

    private static final String MODULE = "vaelab-spark*.jar";

    /** How the name of the main jar of a usable Spark begins. */
    private static final String CORE = "spark-core_2.13-4.";

    public SparkInstallation {
        defaults = Map.copyOf(defaults);
    }

    /**
     * Looks for Spark.
     *
     * @param properties reads vaelab.spark, the folder with the module and its Spark, and
     *     vaelab.root, whose lib/spark it is otherwise
     * @param environment reads SPARK_HOME and SPARK_CONF_DIR
     * @return the jars; empty if the module is not there
     * @throws ClusterException if SPARK_HOME is not a Spark that VaeLab can use
     */
    public static Optional<SparkInstallation> find(
            Properties properties, Map<String, String> environment) throws IOException {
        String root = properties.getProperty("vaelab.root", ".");
        String folder = properties.getProperty("vaelab.spark");
        Path jars = folder == null ? Path.of(root, "lib", "spark") : Path.of(folder);
        Optional<Path> module = jar(jars, MODULE);
        if (module.isEmpty()) {
            return Optional.empty();
        }
        @Nullable String home = environment.get("SPARK_HOME");
        if (home == null || home.isBlank()) {
            return Optional.of(
                    new SparkInstallation(module.get(), jars.resolve("*").toString(), Map.of()));
        }
        requireUsable(Path.of(home));
        Path conf =
                Path.of(
                        environment.getOrDefault(
                                "SPARK_CONF_DIR", Path.of(home, "conf").toString()));
        String classPath =
                String.join(
                        File.pathSeparator,
                        conf.toString(),
                        module.get().toString(),
                        Path.of(home, "jars", "*").toString());
        return Optional.of(new SparkInstallation(module.get(), classPath, defaults(conf)));
    }

    /** The module is compiled for Spark 4, whose only Scala is 2.13. */
    private static void requireUsable(Path home) throws IOException {
        Optional<Path> core = jar(home.resolve("jars"), "spark-core_*.jar");
        String name = core.map(jar -> jar.getFileName().toString()).orElse("");
        if (!name.startsWith(CORE)) {
            throw new ClusterException(
                    "SPARK_HOME is %s, which has %s, but Spark 4 for Scala 2.13 is needed%n    unset SPARK_HOME to use the Spark that VaeLab brings"
                            .formatted(home, name.isEmpty() ? "no jars/spark-core_*.jar" : name));
        }
    }

    private static Optional<Path> jar(Path jars, String glob) throws IOException {
        if (!Files.isDirectory(jars)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(jars, glob)) {
            for (Path jar : found) {
                return Optional.of(jar.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> defaults(Path conf) throws IOException {
        Path file = conf.resolve("spark-defaults.conf");
        Map<String, String> defaults = new LinkedHashMap<>();
        if (Files.exists(file)) {
            Properties read = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                read.load(reader);
            }
            read.stringPropertyNames()
                    .forEach(key -> defaults.put(key, read.getProperty(key).strip()));
        }
        return defaults;
    }
}
