// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.RunRecord;
import picocli.CommandLine;

/** The cards of all kinds of runs: files, commands, programs and numbers. */
@Tag("exhaustive")
final class CardKindsTest {

    /** A kind of run, and the halves of its model that its card has as ONNX. */
    private enum Kind {
        PLAIN(true, true),
        SPHERE(true, true),
        CATEGORIES(true, true),
        CODES(true, true),
        DEEP(true, true),
        GIVEN(true, true),
        SEARCHED(true, true),
        TABLE(true, true),
        TEXTS(true, false),
        UNEXPORTED(false, false),
        EXTENDED(true, true),
        WARM(true, true),
        JUDGED(true, true);

        private final boolean encoder;
        private final boolean generator;

        Kind(boolean encoder, boolean generator) {
            this.encoder = encoder;
            this.generator = generator;
        }

        List<String> halves() {
            List<String> halves = new ArrayList<>();
            if (encoder) {
                halves.add("encoder");
            }
            if (generator) {
                halves.add("generator");
            }
            return halves;
        }

        String model() {
            return name().toLowerCase(Locale.ROOT);
        }

        List<String> options() {
            return this == EXTENDED ? List.of("--plugin", jar.toString()) : List.of();
        }
    }

    private static final String TOP =
            """
            data: {source: sprites, size: 16, train: 60, test: 10, validation: 0.2}
            seeds: [1]
            network: {hidden: [8]}
            training: {steps: 2, batch: 10}
            evaluation: {importanceSamples: 25, importanceExamples: 5, metrics: [activeUnits]}
            report: {formats: [html]}
            models:
            """;

    private static final String CONFIG =
            TOP
                    + """
                      plain: {variant: gaussian, latent: 2}
                      sphere: {variant: vmf, latent: 2}
                      categories: {variant: gumbel, variables: 3, categories: 4}
                      codes: {variant: vq, positions: 4, codebookSize: 8, codeDimension: 2}
                      deep: {variant: gaussian, latent: "normal(2) > normal(3)"}
                      given: {variant: gaussian, latent: 2, condition: shape}
                      searched: {variant: gaussian, search: {over: {latent: [2, 3]}, budget: 2}}
                      table:
                        data: {source: table, path: people.csv, testFraction: 0.3}
                        variant: gaussian
                        latent: 2
                      texts: &texts
                        data: {source: grammar, train: 60, test: 12}
                        network: {encoder: gru, embedding: 5}
                        likelihood: {type: tokens, hidden: [6], embedding: 5}
                        variant: gaussian
                        latent: 3
                      unexported: {<<: *texts, inference: {type: svi, steps: 2}}
                      extended: {variant: gaussian, latent: 2, likelihood: mine}
                    """;

    private static final String WARM =
            TOP + "  warm: {variant: gaussian, latent: 2, start: \"out/runs/plain-{seed}-*\"}\n";

    private static final String TABLE =
            IntStream.range(0, 40)
                    .mapToObj(
                            i ->
                                    (i % 5 == 0 ? "" : 30 + i)
                                            + ","
                                            + (i % 3 == 0 ? "" : "ab".charAt(i % 2)))
                    .collect(Collectors.joining("\n", "age,city\n", "\n"));

    private static final Pattern SESSION = Pattern.compile("InferenceSession\\(\"(.*)\"\\)");
    private static final Pattern INPUT =
            Pattern.compile("\"(.+)\": np\\.zeros\\(\\((.+)\\), np\\.float32\\)");

    @TempDir private static Path shared;

    private static Path jar;

    private static final Map<String, Path> RUNS = new HashMap<>();

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        jar = PluginOfTests.write(shared.resolve("mine.jar"));
        Files.writeString(shared.resolve("people.csv"), TABLE);
        Path config = Files.writeString(shared.resolve("config.yaml"), CONFIG);
        Path warm = Files.writeString(shared.resolve("warm.yaml"), WARM);
        call("compare", config, "--out", shared.resolve("out"), "--plugin", jar);
        find(shared.resolve("out"));
        call("compare", warm, "--out", shared.resolve("warm"));
        find(shared.resolve("warm"));
        Path onnx = shared.resolve("onnx");
        call("export", RUNS.get("plain"), "--out", onnx);
        Path encoder = onnx.resolve("encoder.onnx");
        Path decoder = onnx.resolve("generator.onnx");
        List<Object> judge =
                new ArrayList<>(List.of("judge", warm, "--encoder", encoder, "--decoder", decoder));
        judge.addAll(List.of("--posterior", "diagonal-normal", "--out", shared.resolve("judged")));
        call(judge.toArray());
        find(shared.resolve("judged"));
    }

    private static void call(Object... words) {
        Terminal terminal = new Terminal();
        String[] arguments = Arrays.stream(words).map(String::valueOf).toArray(String[]::new);
        assertThat(terminal.vaelab(arguments)).as("%s", terminal).isZero();
    }

    private static void find(Path comparison) throws IOException {
        try (Stream<Path> runs = Files.list(comparison.resolve("runs"))) {
            runs.forEach(
                    run -> RUNS.put(run.getFileName().toString().replaceFirst("-.*", ""), run));
        }
    }

    private WrittenCard card(Kind kind) throws IOException {
        Path folder = temporary.resolve("card");
        List<String> words = new ArrayList<>(List.of("card", RUNS.get(kind.model()).toString()));
        words.addAll(List.of("--out", folder.toString()));
        words.addAll(kind.options());
        assertThat(terminal.vaelab(words.toArray(String[]::new))).as("%s", terminal).isZero();
        return WrittenCard.of(folder);
    }

    @ParameterizedTest
    @EnumSource
    void namesItsFiles(Kind kind) throws IOException {
        WrittenCard card = card(kind);
        Set<String> named = new TreeSet<>(List.of("README.md", "card.html"));
        card.table("Files beside this page.")
                .forEach(row -> named.add(row.get(0).replaceFirst("/$", "")));
        assertThat(card.files()).containsExactlyElementsOf(named);
        assertThat(card.files().stream().filter(file -> file.endsWith(".onnx")))
                .containsExactlyElementsOf(
                        kind.halves().stream().map(half -> half + ".onnx").toList());
        if (kind.halves().isEmpty()) {
            assertThat(card.text()).contains("This folder has no ONNX file: neither half can be");
        } else if (!kind.generator) {
            assertThat(card.text()).contains("There is no generator: ");
        }
        assertThat(card.text().contains("The model was not trained here."))
                .isEqualTo(kind == Kind.JUDGED);
        assertThat(card.folder().resolve("card.html")).content().contains("<h1>" + kind.model());
    }

    @ParameterizedTest
    @EnumSource
    void itsCommandsAreUnderstood(Kind kind) throws IOException {
        WrittenCard card = card(kind);
        assertThat(card.commands())
                .extracting(words -> words.get(0))
                .containsExactly("sample", "evaluate", "compare");
        for (List<String> words : card.commands()) {
            CommandLine.ParseResult parsed =
                    Main.commandLine().parseArgs(words.toArray(String[]::new));
            assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(words.get(0));
            assertThat(temporary.resolve(words.get(1))).exists();
            int plugin = words.indexOf("--plugin");
            assertThat(plugin > 0).isEqualTo(kind == Kind.EXTENDED);
            if (plugin > 0) {
                assertThat(temporary.resolve(words.get(plugin + 1))).hasSameBinaryContentAs(jar);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsConfigPlansTheSameRun(Kind kind) throws IOException {
        List<String> words = new ArrayList<>(List.of("compare", "--dry-run"));
        words.add(card(kind).folder().resolve("config.yaml").toString());
        words.addAll(kind.options());
        assertThat(terminal.vaelab(words.toArray(String[]::new))).as("%s", terminal).isZero();
        assertThat(terminal.out()).contains(String.valueOf(RUNS.get(kind.model()).getFileName()));
    }

    @ParameterizedTest
    @EnumSource
    void itsNumbersAreThoseOfTheRecord(Kind kind) throws IOException {
        WrittenCard card = card(kind);
        RunRecord record = card.record();
        Map<String, Double> listed = new LinkedHashMap<>();
        for (JsonNode metric : card.metadata().at("/model-index/0/results/0/metrics")) {
            listed.put(metric.path("type").asText(), metric.path("value").asDouble());
        }
        Map<String, Double> expected = new LinkedHashMap<>();
        record.metrics().forEach((name, estimate) -> expected.put(name, estimate.value()));
        assertThat(listed).isNotEmpty().containsExactlyEntriesOf(expected);
        List<List<String>> rows = card.table("Metrics on the test examples.");
        List<Estimate> estimates = List.copyOf(record.metrics().values());
        assertThat(rows).hasSameSizeAs(estimates);
        for (int i = 0; i < rows.size(); i++) {
            // A number is rounded: half a unit of its last digit.
            String shown = rows.get(i).get(1).replace('\u2212', '-').replace(",", "");
            int digits = shown.contains(".") ? shown.length() - shown.indexOf('.') - 1 : 0;
            assertThat(Double.parseDouble(shown))
                    .as("%s", rows.get(i))
                    .isCloseTo(estimates.get(i).value(), within(0.5001 * Math.pow(10, -digits)));
        }
    }

    /** Runs the graphs as the program in Python does: with its inputs, for all outputs. */
    @ParameterizedTest
    @EnumSource
    void itsProgramNamesTheInputsOfTheGraphs(Kind kind) throws IOException, OrtException {
        WrittenCard card = card(kind);
        String program = card.code("Python, with onnxruntime, in this folder:");
        String[] parts = program.split("(?m)^(?=\\w+ = onnxruntime)", -1);
        assertThat(parts).hasSize(1 + kind.halves().size());
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            Matcher file = SESSION.matcher(part);
            assertThat(file.find()).isTrue();
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            String path = card.folder().resolve(file.group(1)).toString();
            Map<String, OnnxTensor> given = new LinkedHashMap<>();
            try (OrtSession session = environment.createSession(path)) {
                Matcher input = INPUT.matcher(part);
                while (input.find()) {
                    given.put(input.group(1), zeros(environment, input.group(2)));
                }
                assertThat(given.keySet()).isEqualTo(session.getInputNames());
                try (OrtSession.Result found = session.run(given)) {
                    assertThat(found).hasSize(session.getOutputNames().size());
                }
            } finally {
                given.values().forEach(OnnxTensor::close);
            }
        }
    }

    private static OnnxTensor zeros(OrtEnvironment environment, String shape) throws OrtException {
        long[] axes =
                Arrays.stream(shape.split(","))
                        .map(String::strip)
                        .filter(axis -> !axis.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray();
        int size = (int) Arrays.stream(axes).reduce(1, Math::multiplyExact);
        return OnnxTensor.createTensor(environment, FloatBuffer.allocate(size), axes);
    }
}
