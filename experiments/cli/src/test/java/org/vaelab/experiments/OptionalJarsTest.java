// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.plugin.ClassOrigin;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.OptionalJars;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.tensor.spi.BackendProvider;

/**
 * What the library does without, by its pom: each part of such a jar is in the table of {@link
 * OptionalJars}, and a program without them is told which one it needs. With {@code
 * -Dvaelab.reference.write=true} the table is written again.
 */
final class OptionalJarsTest {

    private static final Path ROOT = Path.of(System.getProperty("vaelab.root"));
    private static final Path TABLE =
            ROOT.resolve(
                    "framework/settings/src/main/resources/org/vaelab/framework/settings/optional-jars.properties");

    private static final Pattern OPTIONAL =
            Pattern.compile(
                    "<artifactId>([^<]+)</artifactId>(?:\\s*<scope>\\w+</scope>)?\\s*<optional>true");

    /** A folder of classes, as Maven makes it, or a jar. */
    private static final Pattern PLACE =
            Pattern.compile("/(\\w+)/target/(?:strict/)?classes|/vaelab-(\\w+)-[^/]*\\.jar");

    /** What no registry has: the formats and tokens that need a library. */
    private static final Map<String, String> OTHERS =
            Map.of(
                    "file.h5", "io.jhdf:jhdf:${jhdf.version}",
                    "file.onnx", "org.vaelab:vaelab-onnx:${project.version}",
                    "file.parquet", "org.duckdb:duckdb_jdbc:${duckdb.version}",
                    "tokens.subword", "ai.djl.huggingface:tokenizers:${djl.version}");

    @TempDir Path folder;

    /** The artifacts that the library's pom has as optional. */
    private static Set<String> optional() throws IOException {
        return new TreeSet<>(
                OPTIONAL.matcher(Files.readString(ROOT.resolve("experiments/lab/pom.xml")))
                        .results()
                        .map(found -> found.group(1))
                        .toList());
    }

    private static void add(Map<String, String> table, String kind, String name, Class<?> type)
            throws IOException {
        String place = ClassOrigin.file(type).orElseThrow().toString().replace('\\', '/');
        Matcher module = PLACE.matcher(place);
        assertThat(module.find()).as(place).isTrue();
        String artifact = "vaelab-" + (module.group(1) == null ? module.group(2) : module.group(1));
        if (optional().contains(artifact)) {
            table.put(kind + "." + name, "org.vaelab:" + artifact + ":${project.version}");
        }
    }

    private static String table() throws IOException {
        Map<String, String> table = new TreeMap<>(OTHERS);
        Plugins plugins = Plugins.load(OptionalJarsTest.class.getClassLoader());
        for (Class<?> point : plugins.points()) {
            for (var part : plugins.of(point).types().entrySet()) {
                add(table, Registry.kind(point), part.getKey(), part.getValue().type());
            }
        }
        for (Class<?> point : List.of(Metric.class, TestQuantity.class)) {
            for (var bound : plugins.instances(point).entrySet()) {
                add(table, Registry.kind(point), bound.getKey(), bound.getValue().getClass());
            }
        }
        for (BackendProvider backend : ServiceLoader.load(BackendProvider.class)) {
            if (!backend.name().equals("reference")) {
                add(table, "backend", backend.name(), backend.getClass());
            }
        }
        return table.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(joining("", "# OptionalJarsTest writes this table.\n", ""));
    }

    @Tag("full")
    @Test
    void theTableHasWhatTheJarsRegister() throws IOException {
        String table = table();
        if (Boolean.getBoolean("vaelab.reference.write")) {
            Files.writeString(TABLE, table);
        }
        assertThat(Files.readString(TABLE)).isEqualTo(table);
        for (String artifact : optional()) {
            assertThat(table).as("something needs each jar").contains(":" + artifact + ":");
        }
    }

    @Test
    void aHintHasTheVersion() {
        assertThat(OptionalJars.hint("backend", "nd4j"))
                .hasValue(
                        "'nd4j' needs org.vaelab:vaelab-nd4j:%s: add it to the dependencies"
                                .formatted(FrameworkVersion.current().text()));
        assertThat(OptionalJars.hint("file", "parquet").orElseThrow())
                .doesNotContain("$")
                .contains("org.duckdb:duckdb_jdbc:");
        assertThat(OptionalJars.hint("backend", "torch")).isEmpty();
    }

    @Test
    @Tag("full")
    void aProgramWithoutThemIsToldWhichItNeeds() throws Exception {
        String lines = light();
        assertThat(lines).contains("page: true\n").doesNotContain("not refused", "failed with");
        Map<String, String> expected = new TreeMap<>();
        for (String name : List.of("export", "variant", "judge")) {
            expected.put(name, "org.vaelab:vaelab-onnx:");
        }
        for (String name : List.of("nd4j", "open")) {
            expected.put(name, "org.vaelab:vaelab-nd4j:");
        }
        for (String name : List.of("mig", "search")) {
            expected.put(name, "org.vaelab:vaelab-representation:");
        }
        expected.put("code", "org.vaelab:vaelab-coding:");
        expected.put("npy.h5", "io.jhdf:jhdf:");
        expected.put("anndata.h5", "io.jhdf:jhdf:");
        expected.put("parquet", "org.duckdb:duckdb_jdbc:");
        expected.put("subword", "ai.djl.huggingface:tokenizers:");
        expected.forEach(
                (name, jar) ->
                        assertThat(lines.lines().filter(line -> line.startsWith(name + ": ")))
                                .as("%s in%n%s", name, lines)
                                .singleElement()
                                .asString()
                                .contains(jar));
    }

    /**
     * Runs {@link LightProgram} on the class path of this test less the optional jars and the
     * command line.
     */
    private String light() throws IOException, InterruptedException {
        Set<String> absent = optional();
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> absent.stream().noneMatch(jar -> isOf(entry, jar)))
                        .filter(entry -> !isOf(entry, "vaelab-cli"))
                        .collect(joining(File.pathSeparator));
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath,
                                LightProgram.class.getName(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s", output).isZero();
        return output;
    }

    private static boolean isOf(String entry, String artifact) {
        String path = entry.replace('\\', '/');
        return path.contains("/" + artifact + "-")
                || path.replace("/target/strict/", "/target/")
                        .endsWith(artifact.replace("vaelab-", "/") + "/target/classes");
    }
}
