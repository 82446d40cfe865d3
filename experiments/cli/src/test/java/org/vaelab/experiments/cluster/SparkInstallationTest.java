// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SparkInstallationTest {

    @TempDir Path root;

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("vaelab.root", root.toString());
        return properties;
    }

    @Test
    void withoutTheModuleThereIsNoSpark() throws IOException {
        Map<String, String> home = Map.of("SPARK_HOME", root.toString());
        assertThat(SparkInstallation.find(properties(), home)).isEmpty();
    }

    @Test
    void anArchiveHoldsSparkAndTheUserMayHaveAnother() throws IOException {
        Path jars = Files.createDirectories(root.resolve("lib/spark"));
        Path module = Files.createFile(jars.resolve("vaelab-spark-1.jar"));
        SparkInstallation own = SparkInstallation.find(properties(), Map.of()).orElseThrow();
        assertThat(own.classPath()).isEqualTo(jars.resolve("*").toString());
        assertThat(own.defaults()).isEmpty();

        home("spark-core_2.13-4.0.1.jar");
        Path conf = Files.createDirectories(root.resolve("spark/conf"));
        Files.writeString(
                conf.resolve("spark-defaults.conf"),
                "# a comment\nspark.master    spark://host:7077\n");
        SparkInstallation given =
                SparkInstallation.find(
                                properties(),
                                Map.of("SPARK_HOME", root.resolve("spark").toString()))
                        .orElseThrow();
        assertThat(given.module()).isEqualTo(module);
        assertThat(given.classPath().split(File.pathSeparator))
                .containsExactly(
                        conf.toString(),
                        module.toString(),
                        root.resolve("spark/jars/*").toString());
        assertThat(given.defaults()).isEqualTo(Map.of("spark.master", "spark://host:7077"));
    }

    private Map<String, String> home(String... jars) throws IOException {
        Path home = root.resolve("spark");
        Files.createDirectories(home.resolve("jars"));
        for (String jar : jars) {
            Files.createFile(home.resolve("jars").resolve(jar));
        }
        return Map.of("SPARK_HOME", home.toString());
    }

    @Test
    void anotherSparkIsRejected() throws IOException {
        Path jars = Files.createDirectories(root.resolve("lib/spark"));
        Files.createFile(jars.resolve("vaelab-spark-1.jar"));
        assertThatThrownBy(() -> SparkInstallation.find(properties(), home()))
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll("no jars/spark-core_*.jar", "unset SPARK_HOME");
        assertThatThrownBy(
                        () ->
                                SparkInstallation.find(
                                        properties(), home("spark-core_2.12-3.5.6.jar")))
                .isInstanceOf(ClusterException.class)
                .hasMessageContainingAll("spark-core_2.12-3.5.6.jar", "Scala 2.13");
    }
}
