// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Alarm;
import org.vaelab.experiments.use.Alarms;
import org.vaelab.experiments.use.Codes;
import org.vaelab.experiments.use.Condition;
import org.vaelab.experiments.use.Generated;
import org.vaelab.experiments.use.Imputations;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.Rows;
import org.vaelab.experiments.use.Scores;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.sources.HeldOut;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** Rows in memory train models, and models take and give rows in the units of their owner. */
final class RowsTest {

    private static final int N = 500;
    private static final int D = 8;

    @TempDir static Path folder;

    private static double[][] values;
    private static String[] kinds;
    private static Results results;

    /** Values with large means and different scales, of two classes. */
    private static double[][] values(long seed) {
        double[] noise = RandomKey.of(seed).normal(N * D);
        double[][] rows = new double[N][D];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < D; j++) {
                double shared = noise[i * D];
                rows[i][j] = 1000 * (j + 1) + (j + 1) * 10 * (shared + 0.2 * noise[i * D + j]);
            }
        }
        return rows;
    }

    private static Experiment experiment(Rows rows, String name) {
        return Experiment.named(name)
                .in(folder.resolve(name))
                .data(rows)
                .set("data.standardize", true)
                .set("data.validation", 0.2)
                .set("network", Map.of("hidden", List.of(16)))
                .training(t -> t.steps(200).batch(50))
                .evaluation(e -> e.importanceSamples(20))
                .model("vae", m -> m.posterior(new DiagonalNormalFamily(2)));
    }

    private static Results run(Experiment experiment) throws IOException {
        Results all = experiment.plan().run(Executor.local(1), Listener.SILENT);
        assertThat(all.records()).allMatch(r -> r.status() == RunStatus.COMPLETED, "completed");
        return all;
    }

    @BeforeAll
    static void train() throws IOException {
        values = values(1);
        kinds = IntStream.range(0, N).mapToObj(i -> i % 3 == 0 ? "a" : "b").toArray(String[]::new);
        results = run(experiment(Rows.of("shifted", values).labels(kinds), "shifted"));
    }

    private static double[][] tested() {
        int[] rows = HeldOut.of("shifted", N, 0.2, 0L).test();
        return Arrays.stream(rows).mapToObj(i -> values[i]).toArray(double[][]::new);
    }

    @Test
    void rawRowsGiveWhatTheTestDataGive() throws IOException {
        try (Model model = results.model("vae", 1)) {
            Examples test = model.test();
            assertThat(model.encode(tested()).location())
                    .isDeepEqualTo(model.encode(test).location());
            assertThat(model.encode(tested()).location())
                    .isDeepEqualTo(model.encode(test).location());
            assertThat(model.reconstruct(tested()).rows())
                    .isDeepEqualTo(model.reconstruct(test).rows());
            assertThat(model.score(tested()).samples(20).logLikelihood())
                    .isEqualTo(model.score(test).samples(20).logLikelihood());
        }
    }

    @Test
    void whatComesOutHasTheUnitsOfTheData() throws IOException {
        try (Model model = results.model("vae", 1)) {
            double[][] own = model.values(model.test());
            double[][] raw = tested();
            for (int i = 0; i < own.length; i++) {
                for (int j = 0; j < D; j++) {
                    assertThat(own[i][j]).isCloseTo(raw[i][j], within(1e-5 * raw[i][j]));
                }
            }
            requireUnits(model.sample(RandomKey.of(1), 50).rows());
            requireUnits(model.reconstruct(raw).rows());
            requireUnits(model.decode(model.encode(raw).location()).rows());
            assertThat(model.decode(model.encode(raw).location()).rows())
                    .isDeepEqualTo(model.reconstruct(raw).rows());
            double[][] way = model.interpolate(model.prepare(raw[0], raw[1]), 3).rows();
            assertThat(way).hasDimensions(5, D);
            requireUnits(way);
            double[] gap = raw[0].clone();
            gap[3] = Double.NaN;
            double[][] filled = model.impute(RandomKey.of(2), gap, raw[1]).rows();
            requireUnits(filled);
            assertThat(filled[0][2]).isCloseTo(raw[0][2], within(0.01));
            assertThat(filled[0][3]).isCloseTo(raw[0][3], within(40.0));
        }
    }

    /** What a command writes, a program has as arrays. */
    @Test
    void aFileHasWhatTheArraysHave() throws IOException {
        RandomKey key = RandomKey.of(4);
        double[] gap = values[0].clone();
        gap[3] = Double.NaN;
        try (Model model = results.model("vae", 1)) {
            Examples test = model.test().first(6);
            Codes codes = model.encode(test);
            requireInFile(codes.location(), codes::to);
            List<double[][]> drawn = codes.withDraws(key, 2).draws();
            double[][] inTurn = new double[12][];
            Arrays.setAll(inTurn, i -> drawn.get(i % 2)[i / 2]);
            requireInFile(inTurn, codes.withDraws(key, 2)::to);
            for (Generated x :
                    List.of(
                            model.sample(key, 5),
                            model.sample(key, 5).predicted(),
                            model.reconstruct(test),
                            model.reconstruct(test).drawn(),
                            model.decode(codes.location()),
                            model.interpolate(test, 3))) {
                requireInFile(x.rows(), x::to);
            }
            assertThat(model.sample(key, 5).rows())
                    .isNotEqualTo(model.sample(key, 5).predicted().rows());
            Imputations filled = model.impute(key, gap, values[1]);
            requireInFile(filled.rows(), filled::to);
            requireInFile(filled.draws(3).rows(), filled.draws(3)::to);
            Scores scores = model.score(test);
            double[][] terms = new double[6][];
            Arrays.setAll(
                    terms,
                    i ->
                            new double[] {
                                scores.elbo()[i],
                                scores.values().reconstruction()[i],
                                scores.values().kl()[i]
                            });
            requireInFile(terms, scores::to);
            assertThatThrownBy(() -> model.score(test).logLikelihood())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("samples(K)");
        }
    }

    /** Writes a file. */
    @FunctionalInterface
    private interface Written {
        void to(Path file) throws IOException;
    }

    /** Requires that the last columns of a table are these rows. */
    private static void requireInFile(double[][] rows, Written written) throws IOException {
        Path file = folder.resolve("written.csv");
        written.to(file);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(rows.length + 1);
        for (int i = 0; i < rows.length; i++) {
            String[] cells = lines.get(i + 1).split(",", -1);
            for (int j = 0; j < rows[i].length; j++) {
                String cell = cells[cells.length - rows[i].length + j];
                assertThat(cell.isEmpty() ? Float.NaN : (float) Double.parseDouble(cell))
                        .isEqualTo((float) rows[i][j]);
            }
        }
    }

    @Test
    void aListenerHearsOfLongCalls() throws IOException {
        List<String> heard = new ArrayList<>();
        Codes codes;
        try (Model model = results.model("vae", 1)) {
            Examples test = model.test();
            model.reportTo((what, done, all) -> heard.add(what + " " + done + " of " + all));
            codes = model.encode(test);
            codes.to(folder.resolve("heard.csv"));
            model.reconstruct(test).rows();
            model.impute(RandomKey.of(1), tested()).rows();
            assertThat(heard)
                    .contains("encoded 100 of 100", "reconstructed 100 of 100", "imputed 7 of 100");
            heard.clear();
            model.score(test).values();
            assertThat(heard).isNotEmpty();
        }
        Codes late = codes;
        assertThatThrownBy(late::location)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model is closed");
    }

    private static void requireUnits(double[][] rows) {
        for (double[] row : rows) {
            for (int j = 0; j < D; j++) {
                assertThat(row[j])
                        .isBetween(
                                1000.0 * (j + 1) - 100 * (j + 1), 1000.0 * (j + 1) + 100 * (j + 1));
            }
        }
    }

    /**
     * Rows are split by chance: an error names the row of the program, not its place among training
     * rows.
     */
    @Test
    void anErrorNamesTheRowOfTheProgram() {
        double[][] rows = new double[100][3];
        rows[60][1] = Double.NaN;
        assertThatThrownBy(() -> Rows.of("gap", rows).dataset())
                .hasMessageContaining("row 60, value 1: NaN");
    }

    @Tag("full")
    @Test
    void thePosteriorHasLocationScaleAndDraws() throws IOException {
        try (Model model = results.model("vae", 1)) {
            Codes q = model.encode(model.test()).withDraws(RandomKey.of(3), 400);
            assertThat(q.draws()).hasSize(400);
            double[] sums = new double[2];
            for (double[][] draw : q.draws()) {
                double z = (draw[0][0] - q.location()[0][0]) / q.scale()[0][0];
                sums[0] += z / 400;
                sums[1] += z * z / 400;
            }
            // Four standard errors of a mean and of a variance of 400 standard Normals.
            assertThat(sums[0]).isCloseTo(0, within(0.2));
            assertThat(sums[1]).isCloseTo(1, within(0.29));
        }
    }

    @Test
    void anAlarmJudgesRows() throws IOException {
        try (Model model = results.model("vae", 1)) {
            Alarm alarm = model.alarm(0.05);
            double[] strange = tested()[0].clone();
            strange[0] += 500;
            List<Alarms.Judgement> judged = alarm.of(tested()[0], strange).judgements();
            assertThat(judged.get(1).isAlarm()).isTrue();
            assertThat(judged.get(1).score()).isGreaterThan(alarm.threshold());
            assertThat(
                            alarm.of(tested()).judgements().stream()
                                    .filter(Alarms.Judgement::isAlarm)
                                    .count())
                    .as("five of a hundred on average: 15 or more have probability 1e-4")
                    .isLessThan(20);
            assertThat(model.exportOnnx(folder.resolve("onnx")).files())
                    .contains(folder.resolve("onnx/encoder.onnx"));
        }
    }

    @Test
    void rowsThatDoNotFitAreRefused() throws IOException {
        try (Model model = results.model("vae", 1)) {
            assertThatThrownBy(() -> model.encode(new double[3]).location())
                    .isInstanceOf(DataException.class)
                    .hasMessage("rows: 3 values in a row, the model has 8, of shape 8");
            double[] gap = values[0].clone();
            gap[2] = Double.NaN;
            assertThatThrownBy(() -> model.encode(gap).location())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("example 0, value 2: NaN, expected a finite number")
                    .hasMessageContaining("impute fills it in");
            float[] flat = new float[D];
            Examples raw = Examples.real(D, flat);
            assertThatThrownBy(() -> model.encode(raw).location())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("are not prepared as the data of the model")
                    .hasMessageContaining("standardised");
            Examples other = Examples.real(3, new float[3]);
            assertThatThrownBy(() -> model.score(other).samples(5).values())
                    .hasMessageContaining("these examples of 3 values, real")
                    .hasMessageContaining("of shape 8");
            assertThatThrownBy(() -> model.decode(new float[][] {{1, 2, 3}}).rows())
                    .hasMessage("code 0 has 3 numbers, those of the model have 2");
            Path csv = Files.writeString(folder.resolve("people.csv"), "age,income\n1,2\n");
            assertThatThrownBy(() -> model.read(csv).examples())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(
                            "people.csv: a table with the columns age, income, and the model was"
                                    + " trained on examples of shape 8 without columns");
        }
        assertThatThrownBy(() -> Rows.of("r", new double[2], new double[3]))
                .hasMessage("r: row 1 has 3 values, row 0 has 2");
        assertThatThrownBy(() -> Rows.of("r", new double[2]).labels("a", "b"))
                .hasMessage("r: 1 rows of 2 values, and 2 labels");
        assertThatThrownBy(() -> Rows.of("r", new double[0][0])).hasMessageContaining("no row");
    }

    @Test
    void thePlanHasTheChecksum() throws IOException {
        Experiment same = experiment(Rows.of("shifted", values).labels(kinds), "shifted");
        assertThat(same.yaml())
                .isEqualTo(experiment(Rows.of("shifted", values).labels(kinds), "shifted").yaml());
        double[][] others = values(1);
        others[7][7] += 1e-9;
        for (Rows rows :
                List.of(
                        Rows.of("shifted", others).labels(kinds),
                        Rows.of("shifted", values),
                        Rows.of("shifted", values).labels(kinds).testFraction(0.3))) {
            assertThat(experiment(rows, "shifted").yaml()).isNotEqualTo(same.yaml());
        }
        assertThat(same.plan().run(Executor.local(1), Listener.SILENT).records()).hasSize(1);
        Path config = Files.writeString(folder.resolve("c.yaml"), same.yaml());
        assertThatThrownBy(() -> Experiment.read(config).in(folder.resolve("other")).plan())
                .hasMessageContaining("the rows 'shifted' are in the memory of the program");
    }

    @Test
    void aModelOfOtherProgramsNeedsNoTrainingData() throws IOException {
        try (Model model = Model.open(results.run("vae", 1))) {
            assertThat(model.encode(tested()).location()).hasDimensions(100, 2);
            assertThatThrownBy(model::test)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("Results.model");
        }
    }

    @Tag("full")
    @Test
    void columnsHaveNamesKindsAndMissingValues() throws IOException {
        double[][] rows = new double[N][];
        double[] noise = RandomKey.of(4).normal(N);
        for (int i = 0; i < N; i++) {
            rows[i] =
                    new double[] {
                        50 + 10 * noise[i],
                        noise[i] > 0 ? 1 : 0,
                        i % 9 == 0 ? Double.NaN : 3 * noise[i]
                    };
        }
        Rows table =
                Rows.of("people", rows)
                        .columns(
                                Column.real("age"),
                                new Column("kind", Column.Kind.BINARY, List.of("cat", "dog")),
                                Column.real("score"))
                        .missing();
        Results trained = run(experiment(table, "people").with("data.standardize", "null"));
        try (Model model = trained.model("vae", 1)) {
            double[][] filled =
                    model.impute(RandomKey.of(1), new double[] {60, Double.NaN, Double.NaN}).rows();
            assertThat(filled[0][0]).isEqualTo(60);
            assertThat(filled[0][1]).isIn(0.0, 1.0);
            assertThat(filled[0][2]).isBetween(-12.0, 12.0);
            Path csv =
                    Files.writeString(
                            folder.resolve("new.csv"), "kind,score,age\ndog,1.5,60\ncat,,40\n");
            assertThat(model.encode(model.read(csv).examples()).location())
                    .isDeepEqualTo(
                            model.encode(
                                            new double[] {60, 1, 1.5},
                                            new double[] {40, 0, Double.NaN})
                                    .location());
            Rows others = Rows.of("new", rows[0]).columns("age", "score", "kind");
            assertThatThrownBy(() -> model.prepare(others))
                    .hasMessageContaining(
                            "the columns are [age, score, kind], those of the model are [age, kind, score]");
            assertThatThrownBy(() -> model.encode(new double[] {50, 2, 1}).location())
                    .hasMessageContaining("'kind'");
        }
    }

    @Tag("full")
    @Test
    void aConditionalModelTakesLabels() throws IOException {
        Results trained =
                run(
                        experiment(Rows.of("shifted", values).labels(kinds), "conditional")
                                .set("models.vae.condition", "label"));
        try (Model model = trained.model("vae", 1)) {
            requireUnits(model.sample(RandomKey.of(1), 5, Condition.of("label", "b")).rows());
            double[][] two = {values[0], values[1]};
            Examples rows = model.prepare(Rows.of("new", two).labels("a", "b"));
            assertThat(model.encode(rows).location()).hasDimensions(2, 2);
            requireUnits(
                    model.decode(model.encode(rows).location(), Condition.of("label", "a")).rows());
            assertThatThrownBy(() -> model.decode(model.encode(rows).location()).rows())
                    .hasMessageContaining("conditioned on 'label', which is not given");
            assertThatThrownBy(() -> model.encode(two).location())
                    .hasMessageContaining("conditioned on 'label', which is not given");
            Rows unknown = Rows.of("new", two).labels("a", "z");
            assertThatThrownBy(() -> model.prepare(unknown))
                    .hasMessage(
                            "new: no training example has the label 'z'\n"
                                    + "    did you mean 'a'? Allowed here: a, b");
        }
    }

    @Test
    void binaryRowsAreImages() throws IOException {
        float[][] rows = new float[N][16];
        double[] uniform = RandomKey.of(5).uniform(N);
        for (int i = 0; i < N; i++) {
            Arrays.fill(rows[i], uniform[i] > 0.5 ? 8 : 0, uniform[i] > 0.5 ? 16 : 8, 1);
        }
        Rows images = Rows.of("halves", rows).shape(1, 4, 4).domain(ValueDomain.BINARY);
        Results trained = run(experiment(images, "halves").with("data.standardize", false));
        try (Model model = trained.model("vae", 1)) {
            assertThat(model.sheet(2, model.sample(RandomKey.of(1), 4).rows()).rows()).isEqualTo(2);
            double[] grey = new double[16];
            grey[3] = 0.5;
            assertThatThrownBy(() -> model.encode(grey).location())
                    .hasMessageContaining("expected 0 or 1");
        }
    }
}
