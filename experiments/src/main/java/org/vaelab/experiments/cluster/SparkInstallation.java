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
     */
    public static Optional<SparkInstallation> find(
            Properties properties, Map<String, String> environment) throws IOException {
        String root = properties.getProperty("vaelab.root", ".");
        String folder = properties.getProperty("vaelab.spark");
        Path jars = folder == null ? Path.of(root, "lib", "spark") : Path.of(folder);
        Optional<Path> module = module(jars);
        if (module.isEmpty()) {
            return Optional.empty();
        }
        @Nullable String home = environment.get("SPARK_HOME");
        if (home == null || home.isBlank()) {
            return Optional.of(
                    new SparkInstallation(module.get(), jars.resolve("*").toString(), Map.of()));
        }
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

    private static Optional<Path> module(Path jars) throws IOException {
        if (!Files.isDirectory(jars)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(jars, MODULE)) {
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
