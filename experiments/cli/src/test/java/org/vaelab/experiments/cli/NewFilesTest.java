// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;

/** Commands on a new file: all rows, in order, without the training data. */
@Tag("slow")
final class NewFilesTest {

    private static final String CONFIG =
            """
            data: {source: idx, train: train.idx, test: test.idx, trainLabels: train-labels.idx,
                   testLabels: test-labels.idx, standardize: true, validation: 60}
            runtime: {backend: nd4j, threads: 1}
            network: {hidden: [16]}
            training: {steps: 60, batch: 20}
            evaluation: {importanceSamples: 10}
            report: {formats: [html]}
            models:
              vae: {variant: gaussian, latent: 2, likelihood: gaussian}
              vamp: {variant: gaussian, latent: 2, likelihood: gaussian, prior: {type: vamp, components: 3}}
              categories: {variant: gumbel, variables: 2, categories: 3, likelihood: gaussian}
            """;

    @TempDir private static Path temporary;
    private static Trained trained;

    private final Terminal terminal = new Terminal();

    /** Correlated values, [n, 4] of float64, as an IDX file. */
    private static Path values(Path file, int n, long seed, double shift) throws IOException {
        double[] noise = RandomKey.of(seed).normal(5 * n);
        ByteBuffer bytes = ByteBuffer.allocate(12 + 4 * n * Double.BYTES);
        bytes.put(new byte[] {0, 0, 0x0e, 2}).putInt(n).putInt(4);
        for (int i = 0; i < n; i++) {
            for (int d = 0; d < 4; d++) {
                double outlier = d == 2 ? shift : 0;
                bytes.putDouble(100 + 10 * (noise[5 * i] + 0.3 * noise[5 * i + 1 + d]) + outlier);
            }
        }
        return Files.write(file, bytes.array());
    }

    private static void labels(Path file, int n) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + n);
        bytes.put(new byte[] {0, 0, 8, 1}).putInt(n);
        for (int i = 0; i < n; i++) {
            bytes.put((byte) (i % 3));
        }
        Files.write(file, bytes.array());
    }

    @BeforeAll
    static void train() throws IOException {
        values(temporary.resolve("train.idx"), 300, 1, 0);
        values(temporary.resolve("test.idx"), 40, 2, 0);
        labels(temporary.resolve("train-labels.idx"), 300);
        labels(temporary.resolve("test-labels.idx"), 40);
        trained = Trained.of(CONFIG, temporary);
    }

    private List<String[]> rows(String... command) {
        assertThat(terminal.vaelab(command)).as("%s", terminal).isZero();
        return terminal.out().lines().map(line -> line.split(",", -1)).toList();
    }

    private String run(String model) throws IOException {
        return trained.run(model).toString();
    }

    /** A command on the file of the test data gives what it gives on the test data. */
    @Test
    void allRowsOfAFileAreProcessedAsTheTestDataAre() throws IOException {
        String test = temporary.resolve("test.idx").toString();
        for (String command : List.of("encode", "score", "reconstruct --out -")) {
            for (String model : List.of("vae", "vamp", "categories")) {
                String[] words = command.split(" ");
                String[] own =
                        Stream.concat(
                                        Stream.of(words[0], run(model), "--first", "40"),
                                        Arrays.stream(words).skip(1))
                                .toArray(String[]::new);
                List<String[]> known = rows(own);
                String[] file =
                        Stream.concat(
                                        Stream.of(words[0], run(model), test),
                                        Arrays.stream(words).skip(1))
                                .toArray(String[]::new);
                List<String[]> found = rows(file);
                assertThat(known).hasSize(41);
                assertThat(known.get(0)).startsWith("index", "class");
                assertThat(found).hasSize(41);
                for (int i = 0; i < found.size(); i++) {
                    // The file has no labels beside it.
                    assertThat(Arrays.stream(found.get(i)).skip(1))
                            .as("%s of %s", command, model)
                            .containsExactly(
                                    Arrays.copyOfRange(known.get(i), 2, known.get(i).length));
                }
            }
        }
    }

    @Test
    void trainingDataAreNotNeeded() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("moved"));
        Trained copy = trained.copy(folder.resolve("out"));
        Path file = values(temporary.resolve("new.idx"), 5, 3, 0);
        for (String name : List.of("train.idx", "test.idx")) {
            Files.move(temporary.resolve(name), folder.resolve(name));
        }
        try {
            for (String model : List.of("vae", "vamp", "categories")) {
                String run = copy.run(model).toString();
                assertThat(rows("encode", run, file.toString())).hasSize(6);
                assertThat(rows("score", run, file.toString(), "--samples", "5")).hasSize(6);
                assertThat(rows("score", run, file.toString(), "--alarm", "0.05")).hasSize(6);
                String[] estimated = {
                    "score", run, file.toString(), "--alarm", "0.05", "--samples", "4"
                };
                assertThat(terminal.vaelab(estimated)).isEqualTo(ExitCode.USAGE);
                assertThat(terminal.err())
                        .contains("train.idx: no such file", "--alarm needs", "data.path=FILE");
                assertThat(rows("sample", run, "--count", "3", "--out", "-")).hasSize(4);
                assertThat(terminal.vaelab("encode", run)).isEqualTo(ExitCode.USAGE);
                assertThat(terminal.err()).contains("train.idx: no such file");
            }
        } finally {
            for (String name : List.of("train.idx", "test.idx")) {
                Files.move(folder.resolve(name), temporary.resolve(name));
            }
        }
    }

    @Test
    void encodeWritesParametersAndDraws() throws IOException {
        List<String[]> rows = rows("encode", run("vae"), "--first", "2", "--parameters");
        assertThat(rows.get(0))
                .containsExactly(
                        "index",
                        "class",
                        "z0",
                        "z1",
                        "mean.0",
                        "mean.1",
                        "logVariance.0",
                        "logVariance.1");
        assertThat(rows.get(1)[2]).isEqualTo(rows.get(1)[4]);
        List<String[]> draws = rows("encode", run("vae"), "--first", "2", "--draws", "3");
        assertThat(draws).hasSize(7);
        assertThat(draws.get(0)).containsExactly("index", "class", "draw", "z0", "z1");
        assertThat(draws.get(1)[3]).isNotEqualTo(draws.get(2)[3]);
        List<String[]> categories = rows("encode", run("categories"), "--draws", "2");
        assertThat(categories.get(0)).containsExactly("index", "class", "draw", "z0", "z1");
        for (String[] row : categories.subList(1, 81)) {
            assertThat(row[3]).isIn("0", "1", "2");
        }
    }

    @Test
    void samplesOfNumbersAreDrawnAndMeansAreAskedFor() throws IOException {
        Path means = temporary.resolve("means.csv");
        List<String[]> draws = rows("sample", run("vae"), "--count", "3", "--out", "-");
        assertThat(draws.get(0)).containsExactly("index", "x0", "x1", "x2", "x3");
        assertThat(
                        terminal.vaelab(
                                "sample",
                                run("vae"),
                                "--count",
                                "3",
                                "--no-draw",
                                "--out",
                                means.toString()))
                .isZero();
        assertThat(Files.readAllLines(means).get(1)).isNotEqualTo(String.join(",", draws.get(1)));
    }

    @Test
    void alarmsNameTheStrangeColumnAndKeepTheValidationScores() throws IOException {
        Path strange = values(temporary.resolve("strange.idx"), 10, 4, 200);
        Path figure = temporary.resolve("scores.svg");
        List<String[]> rows =
                rows(
                        "score",
                        run("vae"),
                        strange.toString(),
                        "--alarm",
                        "0.05",
                        "--figure",
                        figure.toString());
        assertThat(rows.get(0))
                .containsExactly(
                        "index",
                        "elbo",
                        "reconstruction",
                        "kl",
                        "anomaly",
                        "pValue",
                        "alarm",
                        "unusualValues");
        for (String[] row : rows.subList(1, 11)) {
            assertThat(row[6]).isEqualTo("1");
            assertThat(Double.parseDouble(row[5])).isLessThanOrEqualTo(0.05);
            assertThat(row[7]).startsWith("x2 +");
        }
        assertThat(terminal.err())
                .contains("false-alarm rate at most 0.05 (60 validation examples)", "10 of 10");
        assertThat(Files.readString(figure)).contains("<svg");
        Path kept = new RunFolder(trained.run("vae")).path().resolve("evaluations");
        try (Stream<Path> files = Files.list(kept)) {
            assertThat(files).anyMatch(f -> f.getFileName().toString().startsWith("validation-"));
        }
        assertThat(rows("score", run("vae"), strange.toString(), "--alarm", "0.05").get(1))
                .isEqualTo(rows.get(1));
        assertThat(terminal.vaelab("score", run("vae"), strange.toString(), "--alarm", "0.01"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("needs at least 99 validation examples");
    }

    @Test
    void imputationsOfMissingCells() throws IOException {
        Path file = temporary.resolve("gaps.idx");
        byte[] bytes = Files.readAllBytes(temporary.resolve("test.idx"));
        ByteBuffer.wrap(bytes).putDouble(12, Double.NaN).putDouble(12 + 5 * 8, Double.NaN);
        Files.write(file, bytes);
        List<String[]> whole = rows("reconstruct", run("vae"), "--first", "40", "--out", "-");
        assertThat(whole).hasSize(41);
        assertThat(terminal.vaelab("score", run("vae"), file.toString())).isEqualTo(ExitCode.USAGE);
        List<String[]> filled = rows("impute", run("vae"), file.toString(), "--out", "-");
        assertThat(filled).hasSize(41);
        assertThat(Double.parseDouble(filled.get(1)[1])).isBetween(50.0, 150.0);
        assertThat(terminal.err()).contains("effective sample size: median");
        List<String[]> several =
                rows("impute", run("vae"), file.toString(), "--draws", "3", "--out", "-");
        assertThat(several).hasSize(121);
        assertThat(several.get(0)).containsExactly("index", "draw", "x0", "x1", "x2", "x3");
        assertThat(several.get(1)[2]).isNotEqualTo(several.get(2)[2]);
        assertThat(several.get(1)[3]).isEqualTo(filled.get(1)[2]);
        String test = temporary.resolve("test.idx").toString();
        assertThat(terminal.vaelab("impute", run("vae"), test)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("no value is missing");
    }

    @Test
    void whatDoesNotFitIsRejectedAndNothingIsWritten() throws IOException {
        String run = run("vae");
        Path out = temporary.resolve("nothing.csv");
        Path wide = temporary.resolve("wide.idx");
        Files.write(
                wide,
                ByteBuffer.allocate(12 + 5)
                        .put(new byte[] {0, 0, 8, 2})
                        .putInt(1)
                        .putInt(5)
                        .array());
        Path empty = Files.write(temporary.resolve("empty.idx"), new byte[0]);
        Path other = Files.writeString(temporary.resolve("notes.doc"), "x");
        List<List<String>> wrong =
                List.of(
                        List.of(wide.toString(), "examples of shape 5, and the model was trained"),
                        List.of(empty.toString(), "the file is empty"),
                        List.of(other.toString(), "no reader knows this format"),
                        List.of(temporary.resolve("absent.idx").toString(), "no such file"));
        for (List<String> each : wrong) {
            for (String command : List.of("encode", "score", "reconstruct", "impute")) {
                assertThat(terminal.vaelab(command, run, each.get(0), "--out", out.toString()))
                        .as("%s", terminal)
                        .isEqualTo(ExitCode.USAGE);
                assertThat(terminal.err()).contains(each.get(1));
            }
        }
        assertThat(terminal.vaelab("encode", run, "--set", "data.test=other.idx"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("vaelab encode RUN FILE");
        assertThat(out).doesNotExist();
    }
}
