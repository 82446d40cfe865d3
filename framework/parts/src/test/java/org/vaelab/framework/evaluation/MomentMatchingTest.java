// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.TabularModel;

/** Moment matching of linear-Gaussian models, whose log p(x) is known exactly. */
class MomentMatchingTest {

    private static final RandomKey KEY = RandomKey.of(31);

    /** One-sided Normal quantile: P(z > 4.75) = 1e-6. */
    private static final double Z = 4.75;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static EvaluationSettings settings(int draws, Map<String, Object> matching) {
        Map<String, Object> keys = new HashMap<>(Map.of("importanceSamples", draws));
        keys.put("momentMatching", StrictMapper.of(MomentMatchingSettings.class, matching));
        return StrictMapper.of(EvaluationSettings.class, keys);
    }

    private static EvaluationSettings without(int draws) {
        return StrictMapper.of(EvaluationSettings.class, Map.of("importanceSamples", draws));
    }

    private static EvaluationResult evaluate(
            LinearGaussian problem, int copies, EvaluationSettings settings) {
        return new Evaluator(settings, Metrics.standard())
                .evaluate(problem.model(), problem.copies(copies), KEY, EvaluationProgress.SILENT);
    }

    /** A golden case with two latent units at least. */
    private static JsonNode golden() {
        return LinearGaussian.cases()
                .filter(golden -> golden.at("/input/q_mean").size() >= 2)
                .findFirst()
                .orElseThrow();
    }

    /** A golden case whose q is moved by two of its deviations, and has a third of them. */
    private static ObjectNode shiftedAndNarrow() {
        ObjectNode input = golden().get("input").deepCopy();
        ArrayNode mean = (ArrayNode) input.get("q_mean");
        ArrayNode std = (ArrayNode) input.get("q_std");
        for (int i = 0; i < mean.size(); i++) {
            double deviation = std.get(i).asDouble();
            mean.set(i, mean.get(i).asDouble() + 2 * deviation);
            std.set(i, deviation / 3);
        }
        return input;
    }

    /**
     * z of R^5, x the four differences of neighbours with noise s = 0.3, all observed to be 0. The
     * posterior has deviations of 1 along (1, ..., 1) and of 0.15 to 0.4 else; q has 0.25 in all units.
     */
    private static ObjectNode correlated() {
        int d = 5;
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode input = json.objectNode();
        ArrayNode w = input.putArray("W");
        for (int i = 0; i + 1 < d; i++) {
            ArrayNode row = w.addArray();
            for (int j = 0; j < d; j++) {
                row.add(j == i ? 1.0 : j == i + 1 ? -1.0 : 0.0);
            }
            input.withArray("b").add(0.0);
            input.withArray("x").add(0.0);
        }
        for (int j = 0; j < d; j++) {
            input.withArray("q_mean").add(0.0);
            input.withArray("q_std").add(0.25);
        }
        return input.put("s", 0.3);
    }

    /** log N(0; 0, W W^T + s^2 I), whose determinant follows the recursion of tridiagonal matrices. */
    private static double logDensityOfCorrelated() {
        double diagonal = 2 + 0.09;
        double before = 1;
        double determinant = diagonal;
        for (int n = 2; n <= 4; n++) {
            double next = diagonal * determinant - before;
            before = determinant;
            determinant = next;
        }
        return -0.5 * (Math.log(determinant) + 4 * Math.log(2 * Math.PI));
    }

    private static double meanError(double[] estimates, double known) {
        return Arrays.stream(estimates).map(value -> Math.abs(value - known)).average().orElse(0);
    }

    private static void assertNotAbove(double[] estimates, double known) {
        Estimate mean = Estimate.ofMean(estimates, "nats", EstimateKind.LOWER_BOUND, 1);
        assertThat(mean.value()).isLessThan(known + Z * mean.standardError());
    }

    private static double[] column(EvaluationResult result, String name) {
        return result.columns().get(name).values();
    }

    @Test
    void aShiftedAndNarrowPosteriorIsRepaired() {
        LinearGaussian problem = new LinearGaussian(runtime, shiftedAndNarrow());
        double known = golden().at("/expected/log_px").asDouble();
        EvaluationResult result = evaluate(problem, 100, settings(400, Map.of("draws", 400)));
        Map<String, Estimate> metrics = result.metrics();
        double[] before = result.perDatum().logLikelihood();
        double[] after = column(result, "logLikelihood.matched");
        assertThat(metrics.get("paretoK").value()).isGreaterThan(0.8);
        assertThat(metrics.get("paretoK.matched").value()).isLessThan(0.2);
        assertThat(meanError(after, known)).isLessThan(meanError(before, known) / 5);
        assertThat(metrics.get("logLikelihood.matched").value()).isCloseTo(known, within(0.1));
        assertThat(metrics.get("logLikelihood.matched").kind()).isEqualTo(EstimateKind.LOWER_BOUND);
        assertThat(metrics.get("repaired").value())
                .isGreaterThan(80)
                .isLessThanOrEqualTo(metrics.get("repaired.tried").value());
    }

    /**
     * The mean of log estimates is at most log p(x). A false alarm has probability 1e-6 at most. With
     * 50 draws a bias of 0.03 nats, of estimates with a deviation of 0.2, would be found.
     */
    @Test
    @Tag("slow")
    void isALowerBoundInExpectation() {
        LinearGaussian problem = new LinearGaussian(runtime, shiftedAndNarrow());
        double known = golden().at("/expected/log_px").asDouble();
        for (int draws : new int[] {25, 50}) {
            EvaluationResult result = evaluate(problem, 1500, settings(draws, Map.of("draws", 60)));
            assertNotAbove(column(result, "logLikelihood.matched"), known);
            assertThat(result.metrics().get("repaired").value()).isGreaterThan(100);
        }
    }

    /** Weights of the matched proposal have mean 1 relative to p(x), if their variance is finite. */
    @Test
    void weightsAreUnbiased() {
        ObjectNode input = golden().get("input").deepCopy();
        LinearGaussian problem = new LinearGaussian(runtime, input);
        double known = golden().at("/expected/log_px").asDouble();
        double[] after = new double[400];
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = problem.model();
            int d = input.get("q_mean").size();
            double[] scale = new double[d];
            Arrays.fill(scale, 1.5);
            double[] matrix = AffineMap.diagonal(scale, new double[d]).matrix();
            matrix[d] = 0.4;
            double[] shift = new double[d];
            Arrays.fill(shift, 0.2);
            AffineMap[] maps = new AffineMap[after.length];
            Arrays.fill(maps, new AffineMap(matrix, shift));
            new Blocks(after.length)
                    .overExamples(
                            model,
                            problem.copies(after.length),
                            (batch, first, size) -> {
                                MomentMatching matching =
                                        new MomentMatching(
                                                model,
                                                without(1),
                                                settings(1, Map.of()).momentMatching(),
                                                batch,
                                                KEY);
                                ImportanceWeights[] weights =
                                        matching.estimate(
                                                Arrays.copyOf(maps, size), 75, KEY.fold(first));
                                for (int i = 0; i < size; i++) {
                                    after[first + i] = Math.exp(weights[i].logMean() - known);
                                }
                            });
        }
        Estimate mean = Estimate.ofMean(after, "1", EstimateKind.UNBIASED_ESTIMATE, 75);
        assertThat(mean.standardError()).isLessThan(0.05);
        assertThat(mean.value()).isCloseTo(1, within(Z * mean.standardError()));
    }

    @Test
    void aCorrelatedPosteriorNeedsItsCovariance() {
        LinearGaussian problem = new LinearGaussian(runtime, correlated());
        double known = logDensityOfCorrelated();
        EvaluationResult result = evaluate(problem, 20, settings(1000, Map.of("draws", 1000)));
        double[] before = result.perDatum().logLikelihood();
        double[] after = column(result, "logLikelihood.matched");
        assertThat(result.metrics().get("paretoK").value()).isGreaterThan(0.7);
        assertThat(meanError(after, known)).isLessThan(meanError(before, known) / 2);
        assertThat(result.metrics().get("paretoK.matched").value()).isLessThan(0.5);
        assertThat(result.metrics().get("repaired").value()).isGreaterThan(10);
    }

    @Test
    void goodWeightsStayAsTheyAreToTheBit() {
        LinearGaussian problem = new LinearGaussian(runtime, exactPosterior());
        EvaluationResult plain = evaluate(problem, 30, without(200));
        EvaluationResult matched = evaluate(problem, 30, settings(200, Map.of("draws", 100)));
        assertThat(plain.columns()).isEmpty();
        assertThat(matched.metrics()).containsAllEntriesOf(plain.metrics());
        assertThat(matched.metrics().get("repaired.tried").value()).isZero();
        assertThat(column(matched, "logLikelihood.matched"))
                .isEqualTo(plain.perDatum().logLikelihood());
    }

    /** z of R^1: the posterior of x = 1 with W = 1 and s = 1 is N(1/2, 1/2), and q is a bit wider. */
    private static ObjectNode exactPosterior() {
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.putArray("W").addArray().add(1.0);
        input.putArray("b").add(0.0);
        input.putArray("x").add(1.0);
        input.putArray("q_mean").add(0.5);
        input.putArray("q_std").add(0.8);
        return input.put("s", 1.0);
    }

    @Test
    void aLimitTakesTheWorstAndLeavesTheOthers() {
        LinearGaussian problem = new LinearGaussian(runtime, shiftedAndNarrow());
        EvaluationResult result =
                evaluate(problem, 40, settings(100, Map.of("draws", 100, "examples", 7)));
        assertThat(result.metrics().get("repaired.tried").value()).isEqualTo(7);
        double[] before = result.perDatum().logLikelihood();
        double[] after = column(result, "logLikelihood.matched");
        long changed = 0;
        for (int i = 0; i < before.length; i++) {
            changed += before[i] == after[i] ? 0 : 1;
        }
        assertThat(changed).isBetween(5L, 7L);
    }

    @Test
    void otherSpacesAreRejectedByName() {
        OneHot space = new OneHot(1, 3);
        LatentVariableModel model =
                new TabularModel(
                                runtime,
                                new ToyCategorical.Family(1, 3, ToyCategorical.Draws.DISCRETE),
                                new UniformCategorical(runtime, space),
                                new double[3],
                                new double[] {-1, -2, -3},
                                new KlRegistry(List.of()))
                        .model();
        EvaluationResult result =
                new Evaluator(settings(50, Map.of("draws", 50)), Metrics.standard())
                        .evaluate(
                                model,
                                Examples.real(1, new float[] {0, 0, 0}),
                                KEY,
                                EvaluationProgress.SILENT);
        assertThat(result.absent().get("logLikelihood.matched"))
                .startsWith("moment matching maps R^d linearly; the latent variable 'z' lives in");
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> settings(50, Map.of("draws", 20)))
                .hasMessageContaining("draws must be at least 21");
        assertThatThrownBy(() -> settings(50, Map.of("steps", 0)))
                .hasMessageContaining("steps must be at least 1");
    }

    @Test
    void mapsComposeAndInvert() {
        double[] noise = KEY.split("map").normal(3 + 9);
        double[] matrix = Arrays.copyOf(noise, 9);
        for (int i = 0; i < 3; i++) {
            for (int j = i; j < 3; j++) {
                matrix[i * 3 + j] = i == j ? 0.5 + i : 0;
            }
        }
        AffineMap map = new AffineMap(matrix, Arrays.copyOfRange(noise, 9, 12));
        AffineMap twice = map.then(map);
        double[] z = {0.3, -1, 2, 5, 6, -7};
        assertThat(map.inverse(map.of(z))).containsExactly(z, within(1e-12));
        assertThat(twice.of(z)).containsExactly(map.of(map.of(z)), within(1e-12));
        assertThat(twice.logDeterminant()).isCloseTo(2 * map.logDeterminant(), within(1e-12));
    }

    @Test
    void mappedDrawsHaveTheMomentsOfTheTarget() {
        double[] draws = KEY.split("draws").normal(3 * 200);
        double[] others = KEY.split("others").normal(3 * 200);
        for (int s = 0; s < 200; s++) {
            others[3 * s] = 5 + 2 * others[3 * s + 1] + others[3 * s];
        }
        WeightedMoments own = WeightedMoments.ofEqual(draws, 200);
        WeightedMoments target = WeightedMoments.ofEqual(others, 200);
        for (WeightedMoments.Step step : WeightedMoments.Step.values()) {
            AffineMap map = own.mapTo(target, step).orElseThrow();
            WeightedMoments mapped = WeightedMoments.ofEqual(map.of(draws), 200);
            assertThat(mapped.mean()).containsExactly(target.mean(), within(1e-10));
            int equal = step == WeightedMoments.Step.COVARIANCE ? 9 : 0;
            assertThat(Arrays.copyOf(mapped.covariance(), equal))
                    .containsExactly(Arrays.copyOf(target.covariance(), equal), within(1e-10));
            if (step == WeightedMoments.Step.VARIANCE) {
                assertThat(mapped.covariance()[4]).isCloseTo(target.covariance()[4], within(1e-10));
            }
        }
        WeightedMoments flat = WeightedMoments.ofEqual(new double[600], 200);
        assertThat(own.mapTo(flat, WeightedMoments.Step.COVARIANCE)).isEmpty();
    }
}
