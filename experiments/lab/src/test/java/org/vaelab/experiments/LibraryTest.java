// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.Control;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Alarm;
import org.vaelab.experiments.use.Condition;
import org.vaelab.experiments.use.Evaluation;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/** A program gives arrays and conditions, and gets arrays that it can give again. */
final class LibraryTest {

    private static final int N = 400;
    private static final RandomKey KEY = RandomKey.of(3);
    private static final List<String> COLOURS = List.of("blue", "green", "red");
    private static final Map<String, Object> NORMAL = Map.of("variant", "gaussian", "latent", 2);
    private static final Map<String, Object> CONDITIONAL =
            Map.of("variant", "gaussian", "latent", 2, "condition", "label");

    @TempDir static Path folder;

    private static double[][] points;
    private static String[] labels;
    private static Results plain;
    private static Results conditional;

    private static double[][] points() {
        double[][] rows = new double[N][3];
        for (int i = 0; i < N; i++) {
            double[] noise = KEY.fold(i).normal(4);
            for (int j = 0; j < 3; j++) {
                rows[i][j] = 100 * (i % 3) + 20 * noise[3] + 5 * noise[j];
            }
        }
        return rows;
    }

    private static Experiment experiment(String name, Object data, Map<String, Object> model) {
        Experiment made = Experiment.named(name);
        made = data instanceof Rows rows ? made.data(rows) : made.set("data", data);
        return made.set("data.validation", 0.1)
                .set("network", Map.of("hidden", List.of(16)))
                .training(t -> t.steps(150).batch(50))
                .evaluation(e -> e.importanceSamples(2))
                .set("models.vae", model)
                .in(folder.resolve(name));
    }

    private static Results run(Experiment experiment) throws IOException {
        return experiment.plan().run(Executor.local(1), Listener.SILENT).orThrow();
    }

    @BeforeAll
    static void train() throws IOException {
        points = points();
        labels = new String[N];
        Arrays.setAll(labels, i -> COLOURS.get(i % 3));
        Rows rows = Rows.of("points", points);
        plain = run(experiment("plain", rows, NORMAL).set("data.standardize", true));
        conditional =
                run(
                        experiment("conditional", rows.labels(labels), CONDITIONAL)
                                .set("data.standardize", true));
    }

    /** What a program computes of rows by tensors alone: standardised by hand. */
    private record ByHand(LatentVariableModel model, Standardization scale) {

        static ByHand of(Model model) {
            return new ByHand(
                    model.distributions(), model.summary().standardization().orElseThrow());
        }

        Batch batch(double[][] rows, Map<String, Tensor> given) {
            float[] x = new float[rows.length * 3];
            for (int i = 0; i < x.length; i++) {
                int j = i % 3;
                x[i] = (float) ((rows[i / 3][j] - scale.mean()[j]) / scale.deviation()[j]);
            }
            int[] numbers = new int[rows.length];
            Arrays.setAll(numbers, i -> i);
            Tensor values = model.runtime().tensor(x, Shape.of(rows.length, 3));
            return new Batch(values, given, numbers);
        }

        Map<String, Tensor> label(int rows, int value) {
            float[] units = new float[rows * 3];
            for (int i = 0; i < rows; i++) {
                units[i * 3 + value] = 1;
            }
            return Map.of("label", model.runtime().tensor(units, Shape.of(rows, 3)));
        }

        JointPosterior q(Batch batch) {
            return model.infer(batch, KEY, Phase.evaluation());
        }

        float[] encoded(Batch batch) {
            return q(batch).location().z("z").readFloats();
        }

        float[] decoded(double[][] codes, Map<String, Tensor> given) {
            float[] z = new float[codes.length * 2];
            for (int i = 0; i < z.length; i++) {
                z[i] = (float) codes[i / 2][i % 2];
            }
            Tensor values = model.runtime().tensor(z, Shape.of(codes.length, 2));
            float[] x =
                    model.generative()
                            .output(Latents.of("z", values), given)
                            .prediction()
                            .orElseThrow()
                            .readFloats();
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) (x[i] * scale.deviation()[i % 3] + scale.mean()[i % 3]);
            }
            return x;
        }

        /** Asserts that bounds are means of ten draws of log p(x, z) - log q(z given x) at least. */
        void requireBounds(double[] bounds, double[][] rows, Map<String, Tensor> given) {
            int draws = 400;
            Batch batch = batch(rows, given);
            JointDraw draw = q(batch).draw(KEY, draws);
            double[] terms =
                    model.output(draw, batch)
                            .logProbability(batch.x())
                            .add(model.logPrior(draw, batch))
                            .sub(draw.logProbability())
                            .readDoubles();
            for (int i = 0; i < rows.length; i++) {
                double sum = 0;
                double squares = 0;
                for (int k = 0; k < draws; k++) {
                    double term = terms[k * rows.length + i];
                    sum += term / draws;
                    squares += term * term / draws;
                }
                double deviation = Math.sqrt(Math.max(0, squares - sum * sum));
                // Six standard errors of the difference, and the rounding of float32.
                double error = 6 * deviation * Math.sqrt(1.0 / 10 + 1.0 / draws) + 1e-3;
                assertThat(bounds[i]).isCloseTo(sum, within(error));
            }
        }
    }

    private static void requireClose(double[][] rows, float[] expected, double relative) {
        int width = rows[0].length;
        assertThat(rows.length * width).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            double error = relative * Math.max(1, Math.abs(expected[i]));
            assertThat(rows[i / width][i % width]).isCloseTo(expected[i], within(error));
        }
    }

    @Test
    void codesAndRowsFeedBack() throws IOException {
        try (Model model = plain.model("vae", 1);
                TensorScope scope = model.distributions().runtime().scope()) {
            ByHand byHand = ByHand.of(model);
            double[][] codes = {{0.5, -1}, {1, 2}, {0, 0}};
            double[][] rows = model.decode(codes).rows();
            requireClose(rows, byHand.decoded(codes, Map.of()), 1e-5);
            float[] again = byHand.encoded(byHand.batch(rows, Map.of()));
            requireClose(model.encode(model.decode(codes)).location(), again, 1e-4);
            assertThat(model.encode(rows).location())
                    .isDeepEqualTo(model.encode(model.decode(codes)).location());
            float[][] single = new float[3][3];
            for (int i = 0; i < 9; i++) {
                single[i / 3][i % 3] = (float) rows[i / 3][i % 3];
            }
            requireClose(model.encode(single).location(), again, 1e-4);
            double[] bounds = model.score(model.sample(KEY, 20)).elbo();
            byHand.requireBounds(bounds, model.sample(KEY, 20).rows(), Map.of());
            assertThat(model.score(model.reconstruct(rows)).elbo())
                    .containsExactly(model.score(model.reconstruct(rows).rows()).elbo());
        }
    }

    @Test
    void aConditionIsAValue() throws IOException {
        Condition green = Condition.of("label", "green");
        try (Model model = conditional.model("vae", 1);
                TensorScope scope = model.distributions().runtime().scope()) {
            ByHand byHand = ByHand.of(model);
            double[][] codes = {{0.5, -1}, {1, 2}, {0, 0}};
            requireClose(
                    model.decode(codes, green).rows(),
                    byHand.decoded(codes, byHand.label(3, 1)),
                    1e-5);
            double[][] mixed =
                    model.decode(codes, Condition.of("label", "red", "green", "blue")).rows();
            assertThat(mixed[1]).containsExactly(model.decode(codes, green).rows()[1]);
            assertThat(mixed[0])
                    .containsExactly(model.decode(codes, Condition.of("label", "red")).rows()[0]);
            double[][] some = Arrays.copyOf(points, 20);
            Batch batch = byHand.batch(some, byHand.label(20, 1));
            requireClose(model.encode(some, green).location(), byHand.encoded(batch), 1e-4);
            // Samples keep their labels.
            double[][] drawn = model.sample(KEY, 20, green).rows();
            double[] bounds = model.score(model.sample(KEY, 20, green)).elbo();
            byHand.requireBounds(bounds, drawn, byHand.label(20, 1));
            assertThat(bounds).containsExactly(model.score(drawn, green).elbo());
            assertThat(bounds)
                    .isNotEqualTo(model.score(drawn, Condition.of("label", "red")).elbo());
            assertThat(model.sample(KEY, 300, Condition.drawn()).asRows().size()).isEqualTo(300);
            assertThat(model.score(model.sample(KEY, 9, Condition.drawn())).elbo()).hasSize(9);
            double[][] gap = {{100, Double.NaN, 100}};
            double[] filled = model.impute(KEY, gap, green).rows()[0];
            assertThat(model.score(model.impute(KEY, gap, green)).elbo())
                    .containsExactly(model.score(new double[][] {filled}, green).elbo());
        }
    }

    /** One rule and one message, wherever a condition is needed. */
    @Test
    void aConditionIsRequired() throws IOException {
        try (Model model = conditional.model("vae", 1)) {
            double[][] rows = {{1, 2, 3}};
            double[][] codes = {{1, 2}};
            for (Callable<Object> use :
                    List.<Callable<Object>>of(
                            () -> model.decode(codes),
                            () -> model.sample(KEY, 2),
                            () -> model.encode(rows),
                            () -> model.encode(rows, Condition.NONE),
                            () -> model.score(rows),
                            () -> model.reconstruct(rows),
                            () -> model.impute(KEY, rows))) {
                assertThatThrownBy(use::call)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                "the model is conditioned on 'label', which is not given\n"
                                        + "    give Condition.of(\"label\", VALUE), of: blue, green, red");
            }
            refused(() -> model.sample(KEY, 2, Condition.of("label", "gren")), "no value 'gren'");
            refused(() -> model.encode(rows, Condition.of("kind", "a")), "not on 'kind'");
            refused(() -> model.sample(KEY, 2, Condition.of("kind", "a")), "not on 'kind'");
            refused(
                    () -> model.sample(KEY, 2, Condition.of("label", "red", "red", "red")),
                    "condition 'label': 3 values, expected 1, or one for each of 2 rows");
            refused(() -> Condition.of("label", new String[0]), "values are empty");
        }
        try (Model model = plain.model("vae", 1)) {
            refused(
                    () -> model.sample(KEY, 2, Condition.of("label", "red")),
                    "not conditioned on anything");
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).hasMessageContaining(message);
    }

    /**
     * The median of 100 draws lies between the quantiles 0.25 and 0.75 of the posterior predictive,
     * five standard errors of the share below it.
     */
    @Tag("full")
    @Test
    void imputedCountsAreMedians() throws IOException {
        double[][] counts = new double[N][3];
        for (int i = 0; i < N; i++) {
            double[] noise = KEY.fold(i).normal(2);
            counts[i] =
                    new double[] {
                        Math.floor(Math.exp(2 + noise[0])),
                        Math.floor(Math.exp(2 + noise[0] + 0.5 * noise[1])),
                        i % 5
                    };
        }
        Results results =
                run(
                        experiment(
                                "counts",
                                Rows.of("c", counts).domain(ValueDomain.COUNTS).missing(),
                                NORMAL));
        double[][] gaps = {{8, Double.NaN, 2}, {Double.NaN, 3, 1}};
        try (Model model = results.model("vae", 1)) {
            double[][] filled = model.impute(KEY, gaps).rows();
            double[][] draws = model.impute(RandomKey.of(11), gaps).draws(2000).rows();
            for (int i = 0; i < 2; i++) {
                int gap = 1 - i;
                double median = filled[i][gap];
                assertThat(median).isEqualTo(Math.rint(median));
                double[][] own = Arrays.copyOfRange(draws, i * 2000, (i + 1) * 2000);
                assertThat(Arrays.stream(own).filter(row -> row[gap] <= median).count())
                        .isGreaterThan(500);
                assertThat(Arrays.stream(own).filter(row -> row[gap] < median).count())
                        .isLessThan(1500);
            }
            assertThat(model.encode(filled).location())
                    .isDeepEqualTo(model.encode(model.impute(KEY, gaps)).location());
        }
    }

    private static double[][] waves() {
        double[][] steps = new double[200][24];
        for (int i = 0; i < steps.length; i++) {
            double[] noise = KEY.fold(i).normal(25);
            for (int j = 0; j < 24; j++) {
                steps[i][j] =
                        Math.sin(noise[24] + 0.5 * Math.floorDiv(j, 2) + j % 2) + 0.1 * noise[j];
            }
        }
        return steps;
    }

    /** The model of a file of the same series is the same, and so is its forecast. */
    @Tag("full")
    @Test
    void seriesOfArraysForecastAsThoseOfAFile() throws IOException {
        double[][] steps = waves();
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (200, 12, 2), }";
        ByteBuffer bytes =
                ByteBuffer.allocate(128 + 8 * 200 * 24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                        .putShort((short) 118)
                        .put(
                                (header + " ".repeat(117 - header.length()) + "\n")
                                        .getBytes(StandardCharsets.US_ASCII));
        Arrays.stream(steps).flatMapToDouble(Arrays::stream).forEach(bytes::putDouble);
        Path file = Files.write(folder.resolve("w.npy"), bytes.array());
        Map<String, Object> kalman = Map.of("variant", "state-space", "state", 2);
        Map<String, Object> ofFile = Map.of("source", "series", "path", file.toString());
        Results one = run(experiment("file", ofFile, kalman));
        Rows rows = Rows.of("waves", steps).series(12, "east", "north");
        Results other = run(experiment("arrays", rows, kalman));
        try (Model byFile = one.model("vae", 1);
                Model byArrays = other.model("vae", 1)) {
            List<SeriesPoint> expected = byFile.forecast(KEY, 3, steps[0]).predicted().points();
            List<SeriesPoint> points = byArrays.forecast(KEY, 3, steps[0]).predicted().points();
            assertThat(points).hasSize(24).extracting(SeriesPoint::variable).contains("north");
            assertThat(points.stream().map(SeriesPoint::value).toList())
                    .isEqualTo(expected.stream().map(SeriesPoint::value).toList());
            refused(() -> byArrays.forecast(KEY, -1, steps[0]), "steps must be at least 1, is -1");
            refused(
                    () -> byArrays.forecast(KEY, 12, steps[0]).predicted(),
                    "leaves none of the 12 steps");
        }
        Rows shaped = Rows.of("waves", steps).shape(1, 12, 2);
        assertThatThrownBy(() -> experiment("shaped", shaped, kalman).plan())
                .hasMessageContaining("needs series, and the data of shape 1x12x2 are none")
                .hasMessageContaining("Rows.series(steps, names)");
        refused(() -> Rows.of("w", steps).series(5, "east"), "5 values in series of 5 steps");
        refused(
                () -> {
                    try (Model model = plain.model("vae", 1)) {
                        model.forecast(KEY, 2, points[0]).predicted();
                    }
                },
                "Rows.series(steps, names)");
    }

    @Tag("full")
    @Test
    void modalitiesComeFromArrays() throws IOException {
        double[][] light = new double[N][];
        Arrays.setAll(light, i -> new double[] {points[i][0] + points[i][1]});
        Rows pairs =
                Rows.joined(Map.of("point", Rows.of("p", points), "light", Rows.of("l", light)));
        Results results =
                run(
                        experiment(
                                "pairs",
                                pairs,
                                Map.of("variant", "gaussian", "latent", 2, "inference", "moe")));
        try (Model model = results.model("vae", 1)) {
            Rows dark = Rows.joined(Map.of("light", Rows.of("new", new double[] {30})));
            double[][] drawn = model.sample(KEY, dark, 40).rows();
            assertThat(drawn).hasDimensions(40, 4);
            assertThat(drawn[7][0]).isEqualTo(30);
            // The same row with NaN in the place of the modality that is left out.
            double[] whole = {30, Double.NaN, Double.NaN, Double.NaN};
            assertThat(model.sample(KEY, model.prepare(whole), 40).rows()).isDeepEqualTo(drawn);
            double[][] side = new double[N][];
            Arrays.setAll(
                    side,
                    i -> new double[] {light[i][0], points[i][0], points[i][1], points[i][2]});
            assertThat(model.encode(pairs).location()).isDeepEqualTo(model.encode(side).location());
            refused(
                    () -> model.prepare(Rows.joined(Map.of("dark", Rows.of("d", light)))),
                    "no modality 'dark'; it has [light, point]");
            refused(
                    () ->
                            model.sample(
                                    KEY,
                                    Rows.joined(
                                            Map.of(
                                                    "point",
                                                    Rows.of("n", new double[] {1, 2, Double.NaN}))),
                                    2),
                    "NaN in the modality 'point', of which no value was missing in training");
        }
        refused(
                () ->
                        Rows.joined(
                                Map.of(
                                        "a", Rows.of("a", light),
                                        "b", Rows.of("b", new double[] {1}))),
                "joined: 'b' has 1 rows, 'a' has 400");
        refused(() -> Rows.joined(Map.of()), "no parts");
    }

    @Test
    void anAlarmTakesDraws() throws IOException {
        try (Model model = plain.model("vae", 1)) {
            Alarm alarm = model.alarm(0.05, 20);
            double[][] some = Arrays.copyOf(points, 5);
            double[] logs = model.score(some).samples(20).logLikelihood();
            for (int i = 0; i < 5; i++) {
                assertThat(alarm.of(some).judgements().get(i).score()).isEqualTo(-logs[i]);
            }
            refused(() -> model.alarm(0.05, 0), "draws must be at least 1, is 0");
            refused(
                    () -> model.alarm(2),
                    "alarm: rate must be between 0 and 1, such as 0.01, is 2");
        }
        Experiment without =
                experiment("without", Rows.of("p", points), NORMAL).with("data.validation", "null");
        Results results = run(without);
        try (Model model = results.model("vae", 1);
                Model elsewhere = Model.open(results.run("vae", 1))) {
            refused(() -> model.alarm(0.05), "data.validation: 0.1");
            refused(() -> elsewhere.alarm(0.05), "a run with data.validation keeps");
        }
    }

    /** A wrong argument says which it was, and what is allowed. */
    @Test
    void wrongArgumentsAreNamed() throws IOException {
        try (Model model = plain.model("vae", 1)) {
            refused(
                    () -> model.decode(new double[][] {{1, Double.NaN}}).rows(),
                    "code 0, column 1: NaN, expected a finite number");
            assertThatThrownBy(() -> model.score(new double[] {1e30, 0, 0}))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("row 0, value 0")
                    .hasMessageContaining("expected at most 1.0E18 in magnitude");
            refused(() -> model.sample(KEY, -1), "n must be at least 1, is -1");
            refused(() -> model.interpolate(model.prepare(points[0], points[1]), 0), "is 0");
            refused(
                    () -> model.interpolate(model.prepare(points[0], points[1], points[2]), 1),
                    "interpolate takes pairs of examples, and there are 3");
            refused(() -> model.reportTo(null), "listener must not be null");
            refused(() -> Control.finish(null), "reason must not be null");
            refused(() -> model.sample(null, 1), "key must not be null");
            refused(() -> model.encode((double[][]) null), "rows must not be null");
            refused(() -> model.encode(points[0], null), "row 1 must not be null");
        }
        Experiment experiment = experiment("wrong", Rows.of("p", points), NORMAL);
        refused(() -> experiment.in(null), "folder of an experiment must not be null");
        refused(() -> experiment.set("training.steps", null), "value of training.steps");
        refused(() -> experiment.model(null, m -> m), "name of a model");
        refused(() -> experiment.data((Rows) null), "rows must not be null");
        Plan plan = experiment.plan();
        refused(() -> plan.run(Executor.local(1), null), "listener must not be null");
        assertThatThrownBy(
                        () ->
                                plan.run(
                                        Executor.local(1),
                                        Listener.controlledBy(10, (run, report) -> null)))
                .hasMessageContaining("returned null for vae seed 1, step 10")
                .hasMessageContaining("return Control.GO_ON");
        // Its checkpoint is there, and its record is not.
        Results begun = Results.in(folder.resolve("wrong"));
        refused(() -> begun.model("vae", 1), "result.json: the run has not ended");
    }

    /** The step in the middle is decoded from the mean of two codes of a Euclidean space. */
    @Test
    void aWayOfOneStepIsTheMiddle() throws IOException {
        try (Model model = plain.model("vae", 1)) {
            double[][] ends = {points[0], points[1]};
            double[][] codes = model.encode(ends).location();
            double[][] middle = new double[1][2];
            Arrays.setAll(middle[0], j -> (codes[0][j] + codes[1][j]) / 2);
            double[][] way = model.interpolate(model.prepare(ends), 1).rows();
            assertThat(way).hasDimensions(3, 3);
            double[] expected = model.decode(middle).rows()[0];
            for (int j = 0; j < 3; j++) {
                assertThat(way[1][j]).isCloseTo(expected[j], within(1e-2));
            }
        }
    }

    @Test
    void aModelOfOwnCodeIsEvaluated() throws IOException {
        double[][] some = Arrays.copyOf(points, 50);
        try (Model model = plain.model("vae", 1);
                TensorScope scope = model.distributions().runtime().scope()) {
            LatentVariableModel own = model.distributions();
            // Its densities are those of the units of the data, from standardised values.
            Standardization scale = model.summary().standardization().orElseThrow();
            double[][] standard = new double[50][3];
            for (int i = 0; i < 150; i++) {
                int j = i % 3;
                standard[i / 3][j] = scale.apply(j, some[i / 3][j]);
            }
            EvaluationResult measured =
                    Evaluation.of(own.generative(), own.inference(), Rows.of("r", standard))
                            .importanceSamples(300)
                            .metrics("activeUnits")
                            .result();
            assertThat(measured.metrics()).containsKeys("elbo", "logLikelihood", "activeUnits");
            double[] logs = model.score(some).samples(300).logLikelihood();
            double mean = Arrays.stream(logs).average().orElseThrow();
            // Both are estimates from 300 draws; one of an example deviates by less than 0.5.
            assertThat(measured.metrics().get("logLikelihood").value())
                    .isCloseTo(mean, within(0.1));
            refused(
                    () ->
                            Evaluation.of(
                                    own.generative(), own.inference(), Rows.of("r", new double[2])),
                    "rows have 2 values, the model has 3");
            refused(
                    () ->
                            Evaluation.of(own.generative(), own.inference(), Rows.of("r", standard))
                                    .metrics("activUnits")
                                    .result(),
                    "unknown metric 'activUnits'");
        }
    }
}
