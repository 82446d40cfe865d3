// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Metrics that compare samples of a linear-Gaussian model with data, drawn from the model or not.
 */
final class PredictiveChecksTest {

    private static final RandomKey KEY = RandomKey.of(91);
    private static final int N = 60;

    private static JsonNode golden() {
        return LinearGaussian.cases().findFirst().orElseThrow();
    }

    /** Draws of the model, moved by a number. */
    private static Examples drawn(LatentVariableModel model, RandomKey key, int n, double shift) {
        try (TensorScope scope = model.runtime().scope()) {
            Latents z = model.generative().sample(key.split("z"), n, Map.of());
            double[] x =
                    model.generative().output(z, Map.of()).sample(key.split("x")).readDoubles();
            Arrays.setAll(x, i -> x[i] + shift);
            return Examples.real(x.length / n, x).in(ValuePrecision.DOUBLE);
        }
    }

    private static Map<String, Estimate> measured(
            LatentVariableModel model, EvaluationData data, RandomKey key, String... names) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                1,
                                "metrics",
                                Stream.of(names)
                                        .map(name -> Map.of("type", name, "examples", N))
                                        .toList()));
        EvaluationResult result =
                new Evaluator(settings, Metrics.standard())
                        .evaluate(model, List.of(), data, key, EvaluationProgress.SILENT);
        assertThat(result.absent()).doesNotContainKeys(names);
        return result.metrics();
    }

    @Test
    void dataFarAwayAreFound() {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LatentVariableModel model = new LinearGaussian(runtime, golden().get("input")).model();
            EvaluationData far = EvaluationData.ofTest(drawn(model, KEY, N, 8));
            Estimate p = measured(model, far, KEY, "predictive.mean").get("predictive.mean");
            assertThat(p.value()).isLessThan(1e-4);
            assertThat(measured(model, far, KEY, "pit").get("pit").value()).isEqualTo(1);
        }
    }

    /** Samples of the model itself are at the distance 0, up to the error; moved ones are not. */
    @Test
    void energyDistanceIsThatOfSamplesAndTestData() {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LatentVariableModel model = new LinearGaussian(runtime, golden().get("input")).model();
            EvaluationData same = EvaluationData.ofTest(drawn(model, KEY.split("test"), N, 0));
            Estimate none = measured(model, same, KEY, "energyDistance").get("energyDistance");
            assertThat(none.value()).isCloseTo(0, within(4.5 * none.standardError()));
            EvaluationData far = EvaluationData.ofTest(drawn(model, KEY.split("test"), N, 8));
            Estimate moved = measured(model, far, KEY, "energyDistance").get("energyDistance");
            assertThat(moved.value()).isGreaterThan(10 * moved.standardError());
        }
    }

    /** Examples that are given alone say themselves that values are missing. */
    @Test
    void missingValuesHaveNoDistances() {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LatentVariableModel model = new LinearGaussian(runtime, golden().get("input")).model();
            Examples training = drawn(model, KEY, N, 0);
            double[] rows = new double[N * training.width()];
            Arrays.setAll(rows, i -> i == 7 ? Double.NaN : 0.5);
            Examples gaps = Examples.realWithMissing(training.width(), rows);
            List<String> names =
                    List.of("energyDistance", "memorisation", "pit", "predictive.mean");
            EvaluationSettings settings =
                    StrictMapper.of(EvaluationSettings.class, Map.of("metrics", names));
            Evaluator evaluator = new Evaluator(settings, Metrics.standard());
            for (EvaluationData data :
                    List.of(EvaluationData.ofTest(gaps), EvaluationData.of(gaps, () -> training))) {
                EvaluationResult result =
                        evaluator.evaluate(model, List.of(), data, KEY, EvaluationProgress.SILENT);
                for (String name : names) {
                    assertThat(result.absent().get(name)).as(name).contains("missing values");
                }
            }
        }
    }

    /** Test data as near to the training data as samples are: 1/2. Copies as samples: far above. */
    @Test
    void memorisationComparesDistancesToTrainingExamples() {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LatentVariableModel model = new LinearGaussian(runtime, golden().get("input")).model();
            Examples training = drawn(model, KEY.split("training"), 300, 0);
            Examples test = drawn(model, KEY.split("test"), N, 0);
            Estimate fair =
                    measured(model, EvaluationData.of(test, () -> training), KEY, "memorisation")
                            .get("memorisation");
            assertThat(fair.value()).isCloseTo(0.5, within(4.5 * fair.standardError()));
            Examples far = drawn(model, KEY.split("test"), N, 8);
            Estimate copied =
                    measured(model, EvaluationData.of(far, () -> training), KEY, "memorisation")
                            .get("memorisation");
            assertThat(copied.value()).isGreaterThan(0.9);
        }
    }

    /**
     * The model's samples are near 60 examples at the end of 10,060, and the test examples near
     * none.
     */
    @Test
    void memorisationLooksAtAllTrainingExamples() {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT32)) {
            LatentVariableModel model = new LinearGaussian(runtime, golden().get("input")).model();
            Examples near = drawn(model, KEY.split("training"), N, 0);
            Examples test = drawn(model, KEY.split("test"), N, 8);
            double[] rows = new double[(10_000 + N) * near.width()];
            Arrays.fill(rows, 1000);
            for (int i = 0; i < N; i++) {
                near.read(i, rows, (10_000 + i) * near.width());
            }
            Examples training = Examples.real(near.width(), rows).in(ValuePrecision.DOUBLE);
            EvaluationData data = EvaluationData.of(test, () -> training);
            assertThat(measured(model, data, KEY, "memorisation").get("memorisation").value())
                    .isGreaterThan(0.9);
            EvaluationSettings limited =
                    StrictMapper.of(
                            EvaluationSettings.class,
                            Map.of(
                                    "metrics",
                                    List.of(
                                            Map.of(
                                                    "type",
                                                    "memorisation",
                                                    "examples",
                                                    N,
                                                    "training",
                                                    100))));
            assertThat(
                            new Evaluator(limited, Metrics.standard())
                                    .evaluate(
                                            model, List.of(), data, KEY, EvaluationProgress.SILENT)
                                    .caveats())
                    .containsEntry(
                            "memorisation",
                            "the nearest of 100 of the 10060 training examples: a copy of another is"
                                    + " not seen");
        }
    }

    /** The largest value, as a plugin would have it. */
    @Part("largest")
    static final class Largest implements TestQuantity {

        @Override
        public String label() {
            return "largest value";
        }

        @Override
        public double of(double[] x, DataShape shape) {
            return Arrays.stream(x).max().orElseThrow();
        }
    }

    /** Its module. */
    static final class LargestModule extends VaeLabModule {

        @Override
        protected void announce() {
            part(Largest.class);
        }
    }

    @Test
    void aQuantityOfAPluginIsAMetric() {
        Metrics metrics = Metrics.of(Plugins.of(List.of(new LargestModule())));
        assertThat(metrics.names()).contains("predictive.largest");
        assertThat(metrics.description("predictive.largest").orElseThrow().label())
                .isEqualTo("p of largest value");
    }

    @Test
    void quantitiesOfImages() {
        DataShape shape = new DataShape(1, 4, 4);
        double[] smooth = new double[16];
        double[] checkers = new double[16];
        for (int i = 0; i < 16; i++) {
            int row = i / 4;
            smooth[i] = row;
            checkers[i] = (i + i / 4) % 2;
        }
        assertThat(TestQuantities.MEAN.of(smooth, shape)).isEqualTo(1.5);
        assertThat(TestQuantities.NEIGHBOURS.of(checkers, shape)).isCloseTo(-1, within(1e-12));
        assertThat(TestQuantities.NEIGHBOURS.of(smooth, shape)).isPositive();
        assertThat(TestQuantities.NEIGHBOURS.of(new double[16], shape)).isZero();
        assertThat(TestQuantities.SPECTRUM.of(checkers, shape)).isGreaterThan(0.9);
        assertThat(TestQuantities.SPECTRUM.of(smooth, shape)).isLessThan(0.1);
        assertThat(TestQuantities.SPECTRUM.of(new double[16], shape)).isZero();
        double[] text = {3, 1, 2, Double.NaN};
        assertThat(TestQuantities.LENGTH.of(text, DataShape.flat(4))).isEqualTo(3);
    }
}
