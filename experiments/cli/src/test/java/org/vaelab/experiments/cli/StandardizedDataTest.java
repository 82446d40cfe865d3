// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Provenances;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.training.CheckpointFile;

/** A table of columns of other scales, standardised: every output is in the units of the table. */
final class StandardizedDataTest {

    private static final int ROWS = 300;

    private static final String CONFIG =
            """
            data: {source: table, path: people.csv, domain: real, standardize: true}
            likelihood: gaussian
            runtime: {backend: nd4j, threads: 1}
            network: {hidden: [8]}
            training: {steps: 60, batch: 20}
            evaluation: {importanceSamples: 5, metrics: [reconstructionError]}
            """;

    private static final String MODELS =
            """
            seeds: [3]
            report: {formats: [html]}
            models:
              vae: {variant: gaussian, latent: 2}
              cvae: {variant: gaussian, latent: 1, data: {given: [age]}, condition: age}
            """;

    @TempDir private static Path shared;

    private static Trained trained;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        table(shared);
        trained = Trained.of(CONFIG + MODELS, shared);
    }

    private static void table(Path folder) throws IOException {
        Files.writeString(folder.resolve("people.csv"), people("people", 0));
    }

    private static String people(String name, double richer) {
        double[] noise = RandomKey.of(2).split(name).uniform(3 * ROWS);
        StringBuilder rows = new StringBuilder("age,income,height\n");
        for (int i = 0; i < ROWS; i++) {
            long age = Math.round(18 + 60 * noise[3 * i]);
            long income = Math.round(2500 + richer + 35 * age + 1500 * noise[3 * i + 1]);
            rows.append(age).append(',').append(income).append(',');
            rows.append(150 + Math.round(50 * noise[3 * i + 2])).append('\n');
        }
        return rows.toString();
    }

    private Trained train(String config) throws IOException {
        table(temporary);
        return Trained.of(terminal, config, temporary);
    }

    private static double[][] rows(Path csv, int columns) throws IOException {
        return Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(
                        cells ->
                                Arrays.stream(cells)
                                        .skip(cells.length - columns)
                                        .mapToDouble(StandardizedDataTest::number)
                                        .toArray())
                .toArray(double[][]::new);
    }

    /** What is missing is empty. */
    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    private double[][] written(int columns, String... command) throws IOException {
        Path csv = temporary.resolve("written.csv");
        String[] all = Arrays.copyOf(command, command.length + 2);
        all[command.length] = "--out";
        all[command.length + 1] = csv.toString();
        assertThat(terminal.vaelab(all)).as("%s", terminal).isZero();
        return rows(csv, columns);
    }

    private static void assertPeople(double[][] rows) {
        assertThat(rows).isNotEmpty();
        for (double[] row : rows) {
            assertThat(row[0]).isBetween(-50.0, 150.0);
            assertThat(row[1]).isBetween(1000.0, 9000.0);
            assertThat(row[2]).isBetween(80.0, 250.0);
        }
    }

    @Test
    void outputsAreInTheUnitsOfTheData() throws Exception {
        String run = trained.run("vae").toString();
        assertPeople(written(3, "reconstruct", run, "--first", "5"));
        assertPeople(written(3, "sample", run, "--count", "5"));
        assertPeople(written(3, "traverse", run));
        double[][] led = written(3, "interpolate", run, "--pairs", "1");
        assertPeople(led);
        // What was loaded is written as it was.
        for (double value : led[0]) {
            assertThat(value).isEqualTo(Math.rint(value));
        }
        String age = "{values: [age]}";
        double[][] imputed =
                written(1, "impute", run, "--observed", age, "--first", "1", "--steps", "9");
        assertThat(imputed[0][0]).isBetween(150.0, 200.0);
        RunRecord record = trained.record("vae");
        assertThat(record.provenance().facts().preparation().standardized()).isTrue();
        assertThat(record.metrics().get("reconstructionError").value()).isGreaterThan(1000);
    }

    /** A new file is standardised by the statistics of training, not by its own. */
    @Test
    void aNewFileIsStandardisedAsTheTrainingDataWere() throws IOException {
        String run = trained.run("vae").toString();
        String lines = people("people", 0);
        String first = lines.lines().skip(1).findFirst().orElseThrow();
        Path one = temporary.resolve("one.csv");
        Path all = temporary.resolve("same.csv");
        Files.writeString(one, "age,income,height\n" + first + "\n");
        Files.writeString(all, lines);
        double[][] alone = written(1, "encode", run, one.toString());
        double[][] among = written(1, "encode", run, all.toString());
        assertThat(alone).hasDimensions(1, 1);
        assertThat(alone[0][0]).isCloseTo(among[0][0], within(1e-5));
        assertThat(terminal.vaelab("evaluate", run, "--set", "data.standardize=false"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("'data.standardize' cannot be replaced any more");
    }

    /** ONNX Runtime on the original values gives what the commands write. */
    @Tag("full")
    @Test
    void exportedGraphsTakeAndGiveTheUnitsOfTheData() throws Exception {
        Path run = trained.run("cvae");
        double[][] originals = written(3, "interpolate", run.toString(), "--pairs", "1");
        double[] x = originals[0];
        double[][] z = written(1, "encode", run.toString(), "--first", "1");
        double[][] mean = written(3, "reconstruct", run.toString(), "--first", "1");
        assertThat(terminal.vaelab("export", run.toString())).as("%s", terminal).isZero();
        Path onnx = run.resolve("onnx");
        float[] location =
                compute(
                        onnx.resolve("encoder.onnx"),
                        "z.location",
                        Map.of("x", new double[] {x[1], x[2]}, "age", new double[] {x[0]}));
        // Rounding x to float32 moves y by a few 2^-24; networks of 8 units add a few dozen
        // roundings.
        assertThat((double) location[0]).isCloseTo(z[0][0], within(1e-5));
        float[] found =
                compute(
                        onnx.resolve("generator.onnx"),
                        "x.mean",
                        Map.of("z", z[0], "age", new double[] {x[0]}));
        assertThat((double) found[0]).isCloseTo(mean[0][1], within(1e-5 * 9000));
        assertThat((double) found[1]).isCloseTo(mean[0][2], within(1e-5 * 250));
        // Of people of an age that a file gives.
        Path ages = Files.writeString(temporary.resolve("ages.csv"), "70\n");
        double[][] drawn =
                written(
                        3,
                        "sample",
                        run.toString(),
                        "--count",
                        "2",
                        "--condition",
                        ages.toString());
        assertPeople(drawn);
        assertThat(drawn[0][0]).isEqualTo(70);
    }

    private static float[] compute(Path graph, String output, Map<String, double[]> inputs)
            throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        for (Map.Entry<String, double[]> input : inputs.entrySet()) {
            FloatBuffer values = FloatBuffer.allocate(input.getValue().length);
            for (double value : input.getValue()) {
                values.put((float) value);
            }
            long[] shape = {1, input.getValue().length};
            given.put(input.getKey(), OnnxTensor.createTensor(environment, values.flip(), shape));
        }
        try (OrtSession session = environment.createSession(graph.toString());
                OrtSession.Result result = session.run(given)) {
            FloatBuffer values = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
            float[] array = new float[values.remaining()];
            values.get(array);
            return array;
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    /**
     * The model of largest likelihood is the same in other units, and its log p(x) too. Full EM
     * goes on until two starts are closer than a thousandth of the standard error that a report
     * shows.
     */
    @Test
    @Tag("full")
    void figuresCompareWithThoseOfDataAsTheyAre() throws IOException {
        Trained both =
                train(
                        CONFIG.replace("steps: 60, batch: 20", "steps: 400, batch: 240")
                                + """
                                models:
                                  scaled: {variant: factor-analysis, latent: 1}
                                  plain: {variant: factor-analysis, latent: 1,
                                          data: {standardize: false}}
                                """);
        assertThat(terminal.err())
                .contains("unscaled-data (plain)")
                .doesNotContain("different-data");
        RunRecord scaled = both.record("scaled");
        RunRecord plain = both.record("plain");
        for (String metric : List.of("elbo", "logLikelihood", "reconstructionError")) {
            assertThat(scaled.metrics().get(metric).value())
                    .as(metric)
                    .isCloseTo(
                            plain.metrics().get(metric).value(),
                            within(plain.metrics().get(metric).standardError() / 1000));
        }
    }

    /** A table of reals alone is standardised by default, as one with other columns is. */
    @Test
    void tablesAreStandardisedByDefault() throws IOException {
        StringBuilder rows = new StringBuilder("seconds,b\n");
        for (int i = 0; i < 60; i++) {
            rows.append(1_700_000_000L + i).append(".25,").append(Math.cos(3 * i)).append('\n');
        }
        Path file = Files.writeString(temporary.resolve("reals.csv"), rows);
        Path config =
                Files.writeString(
                        temporary.resolve("reals.yaml"),
                        """
                        data: {source: table, path: %s}
                        training: {steps: 2, batch: 10}
                        models: {vae: {variant: gaussian, latent: 1}}
                        """
                                .formatted(file));
        terminal.vaelab("compare", config.toString(), "--dry-run");
        assertThat(terminal.out())
                .containsPattern("seconds +real, standardised +1.70000e.09 to")
                .containsPattern("b +real, standardised");
        assertThat(terminal.err()).doesNotContain("unscaled-data");
        for (String set : List.of("data.standardize=false", "data.domain=real")) {
            terminal.vaelab(
                    "compare",
                    config.toString(),
                    "--dry-run",
                    "--set",
                    set,
                    "--set",
                    "likelihood=gaussian");
            assertThat(terminal.out()).as(set).containsPattern("seconds +real  ");
            assertThat(terminal.err()).as(set).contains("unscaled-data");
        }
    }

    @Test
    void anInterruptedRunGoesOnToTheSameBytes() throws IOException {
        Path whole = trained.run("vae");
        ClassLoader loader = StandardizedDataTest.class.getClassLoader();
        Plugins plugins = Plugins.load(loader);
        Backends backends = Backends.find(loader);
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        RunSpec spec = new SpecReader(context).read(trained.config(), List.of()).firstRun("vae");
        ComparisonFolder folder =
                new ComparisonFolder(Files.createDirectory(temporary.resolve("interrupted")));
        ComparisonLock lock = ComparisonLock.open(folder);
        DataCache data = new DataCache(DataSource.Progress.SILENT);
        Lab shared = Lab.of(context, backends, data, new Provenances("test"));
        for (int most : new int[] {20, Integer.MAX_VALUE}) {
            int[] asked = {0};
            Executor.Summary summary =
                    Executor.local(1)
                            .run(
                                    new Executor.Work(
                                            shared,
                                            folder,
                                            lock,
                                            Listener.interruptedBy(() -> ++asked[0] > most),
                                            List.of(spec),
                                            Map.of()));
            assertThat(summary.interrupted()).isEqualTo(most == 20 ? 1 : 0);
        }
        lock.close();
        Path resumed = new Trained(trained.config(), folder.path()).run("vae");
        assertThat(new RunFolder(resumed).readResult().failure()).isNull();
        String checkpoint = "checkpoint/" + CheckpointFile.NAME;
        assertThat(resumed.resolve(checkpoint))
                .hasBinaryContent(Files.readAllBytes(whole.resolve(checkpoint)));
        assertThat(resumed.resolve("perDatum.csv"))
                .hasSameTextualContentAs(whole.resolve("perDatum.csv"));
    }

    @Test
    void aNumberThatIsNotFiniteComesWithARemedy() throws IOException {
        String models = "models: {vae: {variant: gaussian, latent: 2}}";
        String wild =
                CONFIG.replace(
                        "batch: 20", "batch: 20, optimizer: {type: sgd, learningRate: 1e30}");
        assertThat(failure(wild.replace(", standardize: true", "") + models))
                .contains(
                        "; the training data are not scaled ('income' has mean",
                        "): set data.standardize: true");
        assertThat(failure(wild + models))
                .endsWith(
                        "; lower training.optimizer.learningRate, or limit the norm of the gradient,"
                                + " for example with training.clip: 10");
    }

    private String failure(String config) throws IOException {
        table(temporary);
        Path file = Files.writeString(temporary.resolve("wild.yaml"), config);
        Path folder = temporary.resolve("wild" + config.hashCode());
        assertThat(terminal.vaelab("compare", file.toString(), "--out", folder.toString()))
                .isEqualTo(ExitCode.FAILED);
        return new Trained(file, folder).record("vae").failure().cause();
    }

    /** The first step on such data was not finite: the encoder's log-variance overflowed. */
    @Test
    @Tag("full")
    void dataAsTheyAreDoNotOverflowTheHeads() throws IOException {
        Trained four =
                train(
                        CONFIG.replace(", standardize: true", "")
                                + """
                                models:
                                  vae: {variant: gaussian, latent: 2}
                                  full: {variant: gaussian, posterior: {type: full-normal, latent: 2}}
                                  scales: {variant: gaussian, latent: 2,
                                           likelihood: {type: gaussian, scale: per-pixel}}
                                  sphere: {variant: vmf, latent: 2}
                                """);
        for (String model : List.of("vae", "full", "scales", "sphere")) {
            assertThat(four.record(model).failure()).as(model).isNull();
        }
    }
}
