// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.parts.likelihood.Bernoulli;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * The p-values of predictive checks, through the metric: of data of the model, and of other data.
 */
@Tag("full")
final class PredictiveUniformityTest {

    private static final RandomKey KEY = RandomKey.of(57);
    private static final int N = 60;
    private static final int RUNS = 200;

    /**
     * Far above the rounding of sums of 60 terms below 1, far below the steps of p-values under 1.
     */
    private static final double ROUNDING = 1e-9;

    private static final DataShape IMAGE = new DataShape(1, 4, 4);

    private static JsonNode input() {
        return LinearGaussian.cases().findFirst().orElseThrow().get("input");
    }

    /** z ~ N(0, I) in R^16, and 16 pixels with the logits z. */
    private static LatentVariableModel images(TensorRuntime runtime) {
        Euclidean space = new Euclidean(IMAGE.size());
        return OneLatent.model(
                runtime,
                IMAGE,
                x -> Tensor.concatenate(List.of(x, x.mul(0)), 1),
                new ToyNormal.Family(space.dimension()),
                new StandardNormal(runtime, space),
                z -> z,
                new Bernoulli(),
                new KlRegistry(List.of()));
    }

    private static double[] drawn(LatentVariableModel model, RandomKey key, int n) {
        try (TensorScope scope = model.runtime().scope()) {
            Latents z = model.generative().sample(key.split("z"), n, Map.of());
            return model.generative().output(z, Map.of()).sample(key.split("x")).readDoubles();
        }
    }

    private static Examples real(double[] x, int n) {
        return Examples.real(x.length / n, x).in(ValuePrecision.DOUBLE);
    }

    private static Examples binary(double[] x) {
        byte[] bits = new byte[x.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) x[i];
        }
        return Examples.binary(IMAGE.size(), bits);
    }

    private static Map<String, Double> measured(
            LatentVariableModel model, Examples data, RandomKey key, List<String> names) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                1,
                                "metrics",
                                names.stream()
                                        .map(name -> Map.of("type", name, "examples", data.size()))
                                        .toList()));
        EvaluationResult result =
                new Evaluator(settings, Metrics.standard())
                        .evaluate(
                                model,
                                List.of(),
                                EvaluationData.ofTest(data),
                                key,
                                EvaluationProgress.SILENT);
        Map<String, Double> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name, result.metrics().get(name).value()));
        return values;
    }

    /**
     * The probability that n times the distance of two samples of n is k or more (Gnedenko and
     * Korolyuk 1951): {@code 2 sum_i (-1)^(i-1) C(2n, n - i k) / C(2n, n)}.
     */
    private static double exact(int k) {
        double sum = 0;
        for (int i = 1; i * k <= N; i++) {
            double ratio =
                    Math.exp(
                            2 * GammaFunctions.logGamma(N + 1.0)
                                    - GammaFunctions.logGamma(N - i * k + 1.0)
                                    - GammaFunctions.logGamma(N + i * k + 1.0));
            sum += i % 2 == 1 ? ratio : -ratio;
        }
        return 2 * sum;
    }

    /**
     * Returns a number that is uniform if the p-value is exact: U between it and the next smaller
     * one.
     */
    private static double randomised(double p, double uniform) {
        int k = N;
        while (k > 1 && exact(k) < p - ROUNDING) {
            k--;
        }
        assertThat(p).as("a p-value of the exact test").isCloseTo(exact(k), within(ROUNDING));
        double next = k == N ? 0 : exact(k + 1);
        return next + uniform * (p - next);
    }

    private void requireUniform(Map<String, double[]> byName) {
        byName.forEach(
                (name, p) -> {
                    double[] uniform = KEY.split(name).uniform(p.length);
                    double[] values = new double[p.length];
                    Arrays.setAll(values, i -> randomised(p[i], uniform[i]));
                    StatisticalAssertions.at(1e-6).distribution(name, values, u -> u);
                });
    }

    private interface Data {
        Examples of(RandomKey key);
    }

    private static Map<String, double[]> pValues(
            LatentVariableModel model, List<String> names, Data data) {
        Map<String, double[]> byName = new LinkedHashMap<>();
        names.forEach(name -> byName.put(name, new double[RUNS]));
        for (int i = 0; i < RUNS; i++) {
            int run = i;
            RandomKey key = KEY.fold(run);
            measured(model, data.of(key.split("data")), key.split("metric"), names)
                    .forEach((name, p) -> byName.get(name)[run] = p);
        }
        return byName;
    }

    /** A correct check fails with probability 1e-6 for each quantity. */
    @Test
    void pValuesOfNumbersOfTheModelAreUniform() {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LatentVariableModel model = new LinearGaussian(runtime, input()).model();
            requireUniform(
                    pValues(
                            model,
                            List.of("predictive.mean"),
                            key -> real(drawn(model, key, N), N)));
        }
    }

    /** As for numbers, with quantities that have ties. */
    @Test
    void pValuesOfImagesOfTheModelAreUniform() {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LatentVariableModel model = images(runtime);
            requireUniform(
                    pValues(
                            model,
                            List.of(
                                    "predictive.ones",
                                    "predictive.neighbours",
                                    "predictive.spectrum"),
                            key -> binary(drawn(model, key, N))));
        }
    }

    /**
     * Data whose mean is moved by 1.5 standard deviations, 400 of them. The distribution functions
     * of the quantity differ by {@code D = 2 Phi(0.75) - 1 = 0.54}. The critical distance of level
     * 0.05 is at most {@code c = sqrt(2 log(e/0.05) / 400) = 0.14} (Wei and Dudley 2012). By the
     * inequality of Dvoretzky, Kiefer and Wolfowitz for each sample, the check fails to find them
     * with probability {@code 4 exp(-800 ((D - c)/2)^2) < 1e-13}.
     */
    @Test
    void otherDataAreFound() {
        int n = 400;
        JsonNode input = input();
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LatentVariableModel model = new LinearGaussian(runtime, input).model();
            double[] x = drawn(model, KEY.split("other"), n);
            double shift = 1.5 * deviationOfMean(input);
            Arrays.setAll(x, i -> x[i] + shift);
            String name = "predictive.mean";
            assertThat(measured(model, real(x, n), KEY, List.of(name)).get(name))
                    .isLessThanOrEqualTo(0.05);
        }
    }

    /** The standard deviation of the mean of x: of {@code a^T x} with a = 1/D. */
    private static double deviationOfMean(JsonNode input) {
        double s = input.get("s").asDouble();
        int width = input.get("W").size();
        double variance = s * s / width;
        for (int j = 0; j < input.get("W").get(0).size(); j++) {
            double sum = 0;
            for (JsonNode row : input.get("W")) {
                sum += row.get(j).asDouble() / width;
            }
            variance += sum * sum;
        }
        return Math.sqrt(variance);
    }
}
