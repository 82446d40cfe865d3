// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.TabularModel;

/** Moment matching of linear-Gaussian models, whose log p(x) is known exactly. */
class MomentMatchingTest {

    private static final RandomKey KEY = RandomKey.of(31);

    /** Examples of a test of rates. */
    private static final int COPIES = 100;

    /** One-sided Normal quantile: P(z > 4.75) = 1e-6. */
    private static final double Z = 4.75;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static EvaluationSettings settings(int draws, Map<String, Object> matching) {
        Map<String, Object> keys = new HashMap<>(Map.of("importanceSamples", draws));
        keys.put("metrics", List.of(new PartChoice("logLikelihood.matched", matching)));
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

    private static void assertNotAbove(double[] estimates, double known) {
        Estimate mean = Estimate.ofMean(estimates, "nats", EstimateKind.LOWER_BOUND, 1);
        assertThat(mean.value()).isLessThan(known + Z * mean.standardError());
    }

    private static double[] column(EvaluationResult result, String name) {
        return result.columns().get(name).values();
    }

    /**
     * Examples are tried, and repaired, as often as by the authors' code, and the estimates have
     * its mean. Each of the three comparisons fails for a correct method with probability 2e-6. If
     * 7 of 10 were repaired instead of 37 of 40 (the first case), that would be found with
     * probability 0.95.
     */
    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("rates")
    void repairsAsOftenAsTheAuthorsCode(JsonNode golden) {
        LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
        EvaluationSettings settings =
                settings(
                        golden.at("/input/K").asInt(),
                        Map.of("draws", golden.at("/input/S").asInt()));
        EvaluationResult result = evaluate(problem, COPIES, settings);
        JsonNode known = golden.get("expected");
        double replicates = golden.at("/input/replicates").asDouble();
        double tried = result.metrics().get("repaired.tried").value();
        double repaired = result.metrics().get("repaired").value();
        double triedThere = known.get("tried").asDouble();
        assertSameShare("tried", tried, COPIES, triedThere, replicates);
        assertSameShare("repaired", repaired, tried, known.get("repaired").asDouble(), triedThere);
        double[] after = column(result, "logLikelihood.matched");
        Estimate mean = Estimate.ofMean(after, "nats", EstimateKind.LOWER_BOUND, 1);
        double ofThere = known.get("deviation").asDouble() / Math.sqrt(replicates);
        assertThat(mean.value())
                .as("mean estimate")
                .isCloseTo(
                        known.get("mean").asDouble(),
                        within(Z * Math.hypot(mean.standardError(), ofThere)));
        assertNotAbove(after, known.get("log_px").asDouble());
    }

    private static void assertSameShare(String what, double k, double n, double m, double of) {
        double pooled = (k + m) / (n + of);
        double error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / of));
        assertThat(k / n).as("share " + what).isCloseTo(m / of, within(Z * error));
    }

    static Stream<JsonNode> rates() {
        return Golden.beside(MomentMatchingTest.class, "moment_matching.json")
                .cases("moment_matching_rate");
    }

    /**
     * The mean of log estimates is at most log p(x). A false alarm has probability 1e-6 at most.
     * With 50 draws a bias of 0.03 nats, of estimates with a deviation of 0.2, would be found.
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

    /**
     * Weights of the matched proposal have mean 1 relative to p(x), if their variance is finite.
     */
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
                                                new Blocks(5000),
                                                StrictMapper.defaults(MatchedLogLikelihood.class),
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
    void goodWeightsStayAsTheyAreToTheBit() {
        LinearGaussian problem = new LinearGaussian(runtime, exactPosterior());
        EvaluationResult plain = evaluate(problem, 30, without(200));
        EvaluationResult matched = evaluate(problem, 30, settings(200, Map.of("draws", 100)));
        assertThat(plain.columns()).doesNotContainKeys("logLikelihood.matched", "repaired");
        assertThat(matched.metrics()).containsAllEntriesOf(plain.metrics());
        assertThat(matched.metrics().get("repaired.tried").value()).isZero();
        assertThat(column(matched, "logLikelihood.matched"))
                .isEqualTo(plain.perDatum().logLikelihood());
    }

    /**
     * z of R^1: the posterior of x = 1 with W = 1 and s = 1 is N(1/2, 1/2), and q is a bit wider.
     */
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
        int[] tried = result.columns().get("repaired").rows();
        assertThat(tried).hasSize(7);
        for (int i = 0; i < before.length; i++) {
            if (Arrays.binarySearch(tried, i) < 0) {
                assertThat(after[i]).as("example %s", i).isEqualTo(before[i]);
            }
        }
    }

    @Test
    void aSentenceComparesBeforeAndAfter() {
        LinearGaussian problem = new LinearGaussian(runtime, shiftedAndNarrow());
        EvaluationResult result =
                evaluate(problem, 40, settings(100, Map.of("draws", 100, "examples", 7)));
        DiagnosticCurves shown = result.diagnostics().get("repaired");
        double[] repaired = column(result, "repaired");
        long without = Arrays.stream(repaired).filter(value -> value == 0).count();
        assertThat(shown.sentence())
                .startsWith("Of 7 examples, k-hat is unreliable for ")
                .contains("before moment matching and for " + without + " after it")
                .doesNotContain("Annealed");
        assertThat(shown.curves())
                .extracting(DiagnosticCurves.Curve::name)
                .containsExactly("before", "after");
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

    private static Evaluator matching(Map<String, Object> settings) {
        return new Evaluator(settings(50, settings), Metrics.standard());
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> matching(Map.of("draws", 20)))
                .hasMessageContaining("draws must be at least 21");
        assertThatThrownBy(() -> matching(Map.of("steps", 0)))
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
