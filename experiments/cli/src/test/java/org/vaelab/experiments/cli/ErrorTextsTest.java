// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.DescribedSections;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.config.Word;
import org.vaelab.experiments.plan.EarlierPlan;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

/**
 * What {@code vaelab compare} says of bad input, held against texts under {@code errors/}: for each
 * case a config and the text of standard error, in which {@code @DIR@} stands for the folder of the
 * case, and {@code @prior@} and so on for the names of all parts of a kind, so that a new one
 * changes no text. In every case the exit code is 2, and no file and no folder is made.
 */
final class ErrorTextsTest {

    private static final String FOLDER = "@DIR@";
    private static final Path RESOURCES = Path.of("src/test/resources/errors").toAbsolutePath();

    /** With this system property the texts are written anew, to be read before they are kept. */
    private static final String WRITE = "vaelab.errors.write";

    @TempDir Path temporary;

    /** What a case needs beside its config: files, and arguments. */
    private interface Preparation {
        List<String> prepare(Path folder) throws IOException;
    }

    private static final Map<String, Preparation> PREPARATIONS = preparations();

    private static Map<String, Preparation> preparations() {
        Map<String, Preparation> all = new HashMap<>();
        all.put(
                "condition-unlabelled",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "train.csv",
                                        "v,w,kind\n1,2,a\n3,4,b\n5,6,a\n".getBytes(UTF_8),
                                        "test.csv",
                                        "v,w,kind\n1,2,a\n3,4,\n".getBytes(UTF_8))));
        all.put(
                "without-unlabelled",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "data.csv",
                                        "v,w,kind\n1,2,a\n3,4,\n5,6,b\n7,8,b\n".getBytes(UTF_8),
                                        "test.csv",
                                        "v,w,kind\n1,2,a\n3,4,b\n".getBytes(UTF_8))));
        all.put("missing-config", folder -> deleteConfig(folder));
        all.put("missing-file", folder -> files(folder, Map.of("train.idx", images(20, 8, 8, 1))));
        all.put(
                "truncated-idx",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "train.idx",
                                        Arrays.copyOf(images(20, 8, 8, 1), 1000),
                                        "test.idx",
                                        images(10, 8, 8, 1))));
        all.put(
                "wrong-magic",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "train.idx",
                                        "not an IDX file".getBytes(UTF_8),
                                        "test.idx",
                                        images(10, 8, 8, 1))));
        all.put(
                "different-sizes",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "train.idx",
                                        images(20, 8, 8, 1),
                                        "test.idx",
                                        images(10, 8, 7, 1))));
        all.put(
                "grey-bernoulli",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "train.idx",
                                        images(200, 8, 8, 128),
                                        "test.idx",
                                        images(10, 8, 8, 128))));
        all.put(
                "supervision-one-value",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "points.csv",
                                        "x,y,kind\n1,0,a\n0,1,a\n1,1,a\n".getBytes(UTF_8))));
        all.put(
                "pairs-double-name",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "points.csv",
                                        "file,x\na.png,1.5\na.jpg,2.5\nb.png,3.5\nc.png,4.5\nd.png,5.5\ne.png,6.5\n"
                                                .getBytes(UTF_8))));
        all.put(
                "text-in-csv",
                folder ->
                        files(
                                folder,
                                Map.of("points.csv", "x,y\n1,2\n3,four\n5,6\n".getBytes(UTF_8))));
        all.put(
                "csv-folder",
                folder -> {
                    Files.createDirectory(folder.resolve("folder"));
                    return List.of();
                });
        all.put(
                "csv-binary",
                folder -> files(folder, Map.of("points.csv", new byte[] {0, 1, -1, -2})));
        all.put(
                "csv-latin1",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "points.csv",
                                        "x,y,kind\n1,2,caf\u00e9\n".getBytes(ISO_8859_1))));
        all.put(
                "flat-convolutional",
                folder ->
                        files(
                                folder,
                                Map.of("points.csv", "x,y\n1,2\n3,4\n5,6\n".getBytes(UTF_8))));
        all.put(
                "output-in-file",
                folder -> {
                    Files.writeString(folder.resolve("out"), "a file");
                    return List.of();
                });
        all.put(
                "output-unwritable",
                folder -> {
                    // The one folder in which even the superuser cannot make another.
                    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc");
                    return List.of("--out", "/proc/vaelab/out");
                });
        all.put(
                "changed-data",
                folder -> {
                    files(folder, Map.of("points.csv", rows(1)));
                    earlierPlan(folder, List.of(), Optional.empty());
                    return files(folder, Map.of("points.csv", rows(2)));
                });
        Preparation people =
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "points.csv",
                                        "id,x,y,none,kind\na,1,-2,,u\nb,3,4,,v\nc,5,-6,,u\n"
                                                .getBytes(UTF_8)));
        List.of("test-is-training", "label-empty", "column-ignored", "negative-bernoulli")
                .forEach(name -> all.put(name, people));
        all.put(
                "image-in-csv",
                folder ->
                        files(
                                folder,
                                Map.of(
                                        "points.csv",
                                        "\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1))));
        all.put(
                "output-other-files",
                folder -> {
                    people.prepare(folder);
                    Files.createDirectory(folder.resolve("out"));
                    return files(folder.resolve("out"), Map.of("thesis.txt", new byte[] {1}));
                });
        all.put("bad-set", folder -> List.of("--set", "training.steps"));
        all.put("bad-set-value", folder -> List.of("--set", "training.steps=many"));
        all.put("set-unknown-key", folder -> List.of("--set", "models.vae.latnt=3"));
        all.put("set-unknown-model", folder -> List.of("--set", "models.vea.latent=3"));
        all.put("set-unknown-section", folder -> List.of("--set", "trainng.steps=3"));
        all.put("set-through-scalar", folder -> List.of("--set", "models.vae.latent.size=3"));
        all.put(
                "missing-plugin",
                folder -> List.of("--plugin", folder.resolve("no.jar").toString()));
        all.put(
                "bad-plugin",
                folder -> {
                    Files.writeString(folder.resolve("broken.jar"), "not a jar");
                    return List.of("--plugin", folder.resolve("broken.jar").toString());
                });
        all.put("bad-jobs", folder -> List.of("--jobs", "0"));
        all.put("bad-shard", folder -> List.of("--shard", "3/2"));
        all.put("bad-shard-text", folder -> List.of("--shard", "2"));
        all.put("budget-unknown", folder -> List.of("--budget", "smal"));
        all.put("budget-without-section", folder -> List.of("--budget", "small"));
        all.put("budget-bad-value", folder -> List.of("--budget", "small"));
        all.put("budget-conflict", folder -> earlierPlan(folder, List.of(), Optional.of("small")));
        all.put("doubts-strict", folder -> List.of("--strict"));
        all.put("doubts-strict-dry", folder -> List.of("--strict", "--dry-run"));
        return all;
    }

    static Stream<String> cases() throws IOException {
        return names(".yaml").stream();
    }

    @Test
    void everyTextHasItsConfig() throws IOException {
        assertThat(names(".txt")).isEqualTo(names(".yaml")).hasSizeGreaterThan(20);
        assertThat(names(".yaml")).containsAll(PREPARATIONS.keySet());
    }

    private static final Plugins PLUGINS = Plugins.load(ErrorTextsTest.class.getClassLoader());

    /** The lists of names that grow with every part, by what stands for them. */
    private static final Map<String, Collection<String>> LISTS = lists();

    private static Map<String, Collection<String>> lists() {
        Map<String, Collection<String>> lists = new LinkedHashMap<>();
        for (Class<?> point : DescribedSections.points()) {
            Registry<?> registry = PLUGINS.of(point);
            lists.put(registry.kind().replace(' ', '-'), registry.names());
        }
        lists.put("name-of-a-variant", Word.all(PLUGINS).keySet());
        lists.put("factor", PLUGINS.of(PosteriorPart.class).factorNames());
        lists.put("metric", Metrics.of(PLUGINS).choosable());
        lists.put("further-metric", Metrics.of(PLUGINS).measurable());
        return lists;
    }

    private static String withoutLists(String text) {
        String shorter = text;
        for (Map.Entry<String, Collection<String>> list : LISTS.entrySet()) {
            String names = "Allowed here: " + String.join(", ", list.getValue());
            shorter = shorter.replace(names, "Allowed here: @" + list.getKey() + "@");
        }
        return shorter;
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("cases")
    void saysWhatIsWrongAndWritesNothing(String name) throws IOException {
        // The case's own name must not decide how long its paths are.
        Path folder = Files.createDirectory(temporary.resolve("case"));
        Path config = folder.resolve("config.yaml");
        Files.writeString(config, Files.readString(RESOURCES.resolve(name + ".yaml")));
        List<String> arguments = new ArrayList<>(List.of("compare", config.toString()));
        List<String> own = PREPARATIONS.getOrDefault(name, unused -> List.of()).prepare(folder);
        if (!own.contains("--out")) {
            arguments.addAll(List.of("--out", folder.resolve("out").toString()));
        }
        arguments.addAll(own);
        Map<String, String> before = snapshot(temporary);

        Terminal terminal = new Terminal(locations());
        int code = terminal.vaelab(arguments.toArray(new String[0]));

        String text =
                withoutLists(terminal.err())
                        .replace(folder.toString(), FOLDER)
                        .replace("\r\n", "\n");
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(RESOURCES.resolve(name + ".txt"), text);
        }
        assertThat(snapshot(temporary)).isEqualTo(before);
        assertThat(Path.of("runs")).doesNotExist();
        if (arguments.contains("--dry-run")) {
            // It says what data it found, and plans nothing.
            assertThat(terminal.out().lines().filter(line -> !line.isEmpty()))
                    .allMatch(line -> line.startsWith("data ") || line.startsWith("label "));
        } else {
            assertThat(terminal.out()).isEmpty();
        }
        assertThat(text).isEqualTo(Files.readString(RESOURCES.resolve(name + ".txt")));
        assertThat(code).isEqualTo(2);
    }

    /** No data but those of the case: the roots lie below its folder and are empty. */
    private DataLocations locations() {
        Properties properties = new Properties();
        properties.setProperty("os.name", "Linux");
        properties.setProperty("user.home", temporary.resolve("case/home").toString());
        properties.setProperty("vaelab.root", temporary.resolve("case/repository").toString());
        return DataLocations.of(Map.of(), properties);
    }

    private static List<String> deleteConfig(Path folder) throws IOException {
        Files.delete(folder.resolve("config.yaml"));
        return List.of();
    }

    private static List<String> files(Path folder, Map<String, byte[]> contents)
            throws IOException {
        for (Map.Entry<String, byte[]> file : contents.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return List.of();
    }

    private static byte[] rows(int factor) {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < 200; i++) {
            csv.append(i % 7).append(',').append(factor * i % 11).append('\n');
        }
        return csv.toString().getBytes(UTF_8);
    }

    /** Writes the plan of the config, at other settings or at a budget. */
    private static List<String> earlierPlan(
            Path folder, List<String> settings, Optional<String> budget) {
        ClassLoader loader = ErrorTextsTest.class.getClassLoader();
        SpecContext context =
                SpecContext.of(PLUGINS, DataLocations.ofSystem(), Backends.find(loader));
        ComparisonSpec spec =
                new SpecReader(context).read(folder.resolve("config.yaml"), settings, budget);
        DataCache data = new DataCache(DataSource.Progress.SILENT);
        new EarlierPlan(folder.resolve("out"))
                .write(spec.onData(spec.planned(), run -> data.get(run).dataset().checksum()));
        return List.of();
    }

    /** Images whose values are all 0 or {@code level}. */
    private static byte[] images(int count, int height, int width, int level) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * height * width);
        bytes.putInt(0x00000803).putInt(count).putInt(height).putInt(width);
        for (int i = 0; bytes.hasRemaining(); i++) {
            bytes.put((byte) (i % 3 == 0 ? level : 0));
        }
        return bytes.array();
    }

    private static List<String> names(String ending) throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(ending))
                    .map(file -> file.substring(0, file.length() - ending.length()))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, String> snapshot(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.forEach(
                    path -> {
                        try {
                            content.put(
                                    path.toString(),
                                    Files.isDirectory(path)
                                            ? "folder"
                                            : Arrays.toString(Files.readAllBytes(path)));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
        return content;
    }
}
