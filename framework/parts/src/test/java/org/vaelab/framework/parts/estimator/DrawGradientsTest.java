// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Estimators that follow the gradient through draws, on linear-Gaussian models of one latent
 * number: expectations and variances of their gradients are known exactly.
 *
 * <p>Means are wrong with probability 1e-7 each: 3e-5 for the some two hundred here together. A
 * mean of N copies finds a deviation of 8 standard errors.
 */
final class DrawGradientsTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final String FILE = "gradient_estimators.json";
    private static final RandomKey KEY = RandomKey.of(9);
    private static final int REPETITIONS = 200;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> models() {
        return LinearGaussian.cases();
    }

    static Stream<JsonNode> elboVariances() {
        return Golden.beside(DrawGradientsTest.class, FILE).cases("lg_elbo_variance");
    }

    static Stream<JsonNode> multiSample() {
        return Golden.beside(DrawGradientsTest.class, FILE).cases("lg_multi_sample");
    }

    private static Elbo elbo(int samples, KlMode kl) {
        return new Elbo(samples, kl);
    }

    private static double number(JsonNode node, String field) {
        return node.get(field).asDouble();
    }

    /** Compares gradients in the mean and log sigma of q with their expectation and variance. */
    private void check(
            LinearGaussian problem, Estimator estimator, double[] expected, double[] variance) {
        double[][] found =
                Estimates.of(runtime, problem).gradients(estimator, REPETITIONS, problem.head());
        found[1] = Estimates.doubled(found[1]);
        for (int i = 0; i < 2; i++) {
            String name =
                    estimator.getClass().getSimpleName() + (i == 0 ? " d/dmu" : " d/dlogsigma");
            if (variance[i] == 0) {
                assertThat(found[i]).as(name).containsOnly(new double[] {0}, within(1e-9));
            } else {
                double error = Math.sqrt(variance[i] / Estimates.COPIES / REPETITIONS);
                ASSERT.mean(name, found[i], expected[i], 12 * error);
                Estimates.assertVariance(found[i], variance[i]);
            }
        }
    }

    private static double[] pair(JsonNode node, String prefix) {
        return new double[] {number(node, prefix + "dmu"), number(node, prefix + "dlogsigma")};
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("elboVariances")
    void gradientsOfTheEvidenceLowerBound(JsonNode golden) {
        LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
        double[] expected = pair(golden.get("expected"), "delbo_");
        Map<String, Estimator> estimators =
                Map.of(
                        "pathwise", elbo(1, KlMode.MONTE_CARLO),
                        "pathwise_analytic_kl", elbo(1, KlMode.ANALYTIC),
                        "stl", new StickingTheLanding(1));
        estimators.forEach(
                (name, estimator) ->
                        check(
                                problem,
                                estimator,
                                expected,
                                pair(golden.at("/expected/variance/" + name), "")));
        // Of a Normal, -log q of a draw is the entropy and noise that passes no gradient.
        assertThat(gradient(problem, elbo(1, KlMode.ENTROPY)))
                .containsExactly(gradient(problem, elbo(1, KlMode.MONTE_CARLO)), within(1e-10));
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("multiSample")
    void gradientsOfTheMultiSampleBounds(JsonNode golden) {
        LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
        double alpha = golden.at("/input/renyi_alpha").asDouble();
        golden.at("/expected/iwae")
                .forEach(
                        bound -> {
                            int k = bound.get("K").asInt();
                            double[] expected = pair(bound, "d_");
                            double[] dreg = pair(bound.at("/variance/dreg"), "");
                            check(
                                    problem,
                                    new ImportanceWeighted(k),
                                    expected,
                                    pair(bound.at("/variance/reparam"), ""));
                            check(problem, new DoublyReparameterized(k), expected, dreg);
                            biasOfStickingTheLanding(problem, k, bound);
                        });
        golden.at("/expected/renyi")
                .forEach(
                        bound ->
                                check(
                                        problem,
                                        new RenyiBound(bound.get("K").asInt(), alpha),
                                        pair(bound, "d_"),
                                        pair(bound.at("/variance/reparam"), "")));
    }

    @Tag("full")
    @Test
    void gradientsOfOneModel() {
        JsonNode golden = multiSample().skip(1).findFirst().orElseThrow();
        gradientsOfTheMultiSampleBounds(golden);
        theDoublyReparameterisedGradientOfAWeightedKl(golden);
        gradientsOfTheEvidenceLowerBound(elboVariances().skip(3).findFirst().orElseThrow());
        models().limit(3).forEach(this::renyiBoundsHaveTheirExpectations);
    }

    private void biasOfStickingTheLanding(LinearGaussian problem, int k, JsonNode bound) {
        double[][] found =
                Estimates.of(runtime, problem)
                        .gradients(new StickingTheLanding(k), REPETITIONS, problem.head());
        double[] expected = pair(bound.get("stl_expectation"), "");
        if (Arrays.stream(pair(bound.at("/variance/dreg"), "")).allMatch(v -> v == 0)) {
            assertThat(found[0]).containsOnly(new double[] {0}, within(1e-9));
            assertThat(found[1]).containsOnly(new double[] {0}, within(1e-9));
        } else {
            ASSERT.mean("stl d/dmu", found[0], expected[0], 0.2);
            ASSERT.mean("stl d/dlogsigma", Estimates.doubled(found[1]), expected[1], 0.2);
        }
    }

    /** The tests above can tell the biased gradient from the right one. */
    @Test
    void theBiasOfStickingTheLandingIsLargeEnoughToBeSeen() {
        assertThat(
                        multiSample()
                                .map(golden -> golden.at("/expected/iwae/1"))
                                .mapToDouble(
                                        bound ->
                                                Math.abs(
                                                        number(bound, "d_dmu")
                                                                - bound.at("/stl_expectation/dmu")
                                                                        .asDouble()))
                                .max()
                                .orElseThrow())
                .isGreaterThan(0.4);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void renyiBoundsHaveTheirExpectations(JsonNode golden) {
        LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
        double alpha = golden.at("/input/renyi_alpha").asDouble();
        Estimates estimates = Estimates.of(runtime, problem);
        for (int i = 0; i < 4; i++) {
            int k = golden.at("/expected/renyi/" + i + "/K").asInt();
            double deviation = golden.at("/reference/renyi/" + i + "/single_draw_std").asDouble();
            ASSERT.mean(
                    "bound with K = " + k,
                    estimates.bounds(new RenyiBound(k, alpha), 2000, KEY.fold(k)),
                    golden.at("/expected/renyi/" + i + "/value").asDouble(),
                    10 * deviation / Math.sqrt(2000));
        }
    }

    /** The mean over 2,000 data rises with K, but for 5 standard errors, and does rise in all. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void theImportanceWeightedBoundRisesWithK(JsonNode golden) {
        Estimates estimates =
                Estimates.of(runtime, new LinearGaussian(runtime, golden.get("input")));
        double[] last = estimates.bounds(new ImportanceWeighted(1), 2000, KEY);
        double first = mean(last);
        double noise = error(last);
        for (int k : new int[] {2, 5, 50}) {
            double[] next = estimates.bounds(new ImportanceWeighted(k), 2000, KEY.fold(k));
            assertThat(mean(next))
                    .isGreaterThan(mean(last) - 5 * Math.hypot(error(last), error(next)));
            last = next;
        }
        double gap =
                golden.at("/expected/iwae/3/value").asDouble()
                        - golden.at("/expected/elbo").asDouble();
        if (gap > 12 * noise) {
            assertThat(mean(last) - first).isGreaterThan(0.5 * gap);
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double error(double[] values) {
        double mean = mean(values);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1.0) / values.length);
    }

    private double[] gradient(LinearGaussian problem, Estimator estimator) {
        return Estimates.of(runtime, problem)
                .gradient(estimator, KEY, problem.head(), problem.weights(), problem.logScale());
    }

    /** One estimator in a limit, and another that it must be then. */
    private record Limit(Estimator estimator, Estimator other, double error) {}

    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void limits(JsonNode golden) {
        LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
        Estimator iwae = new ImportanceWeighted(4);
        Estimator elbo = elbo(4, KlMode.MONTE_CARLO);
        Estimator one = new StickingTheLanding(1);
        List<Limit> limits =
                List.of(
                        new Limit(new CombinedImportanceWeighted(4, 0), iwae, 1e-10),
                        new Limit(new CombinedImportanceWeighted(4, 1), elbo, 1e-10),
                        new Limit(new MultipleImportanceWeighted(4, 1), iwae, 1e-10),
                        new Limit(new MultipleImportanceWeighted(1, 4), elbo, 1e-10),
                        new Limit(new RenyiBound(4, 0), iwae, 1e-10),
                        new Limit(new RenyiBound(4, 1), elbo, 1e-10),
                        new Limit(new RenyiBound(4, 1 - 1e-7), elbo, 1e-3),
                        new Limit(new RenyiBound(4, 1 + 1e-7), elbo, 1e-3),
                        new Limit(new DoublyReparameterized(1), one, 1e-10));
        for (Limit limit : limits) {
            double[] expected = gradient(problem, limit.other());
            double scale = 1 + Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            assertThat(gradient(problem, limit.estimator()))
                    .as("%s", limit)
                    .containsExactly(expected, within(limit.error() * scale));
            double[] bounds = bounds(problem, limit.other());
            assertThat(bounds(problem, limit.estimator()))
                    .as("%s", limit)
                    .containsExactly(bounds, within(limit.error() * scale));
        }
    }

    private double[] bounds(LinearGaussian problem, Estimator estimator) {
        return Estimates.of(runtime, problem).bounds(estimator, 20, KEY);
    }

    /** As a power mean of the same weights the estimate falls with alpha, draw by draw. */
    @ParameterizedTest
    @MethodSource("models")
    void theRenyiBoundFallsWithAlpha(JsonNode golden) {
        LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
        double[] above = bounds(problem, new ImportanceWeighted(4));
        for (double alpha : new double[] {0.2, 0.5, 1, 2, 10}) {
            double[] bounds = bounds(problem, new RenyiBound(4, alpha));
            for (int i = 0; i < bounds.length; i++) {
                assertThat(bounds[i]).isLessThanOrEqualTo(above[i] + 1e-9);
            }
            above = bounds;
        }
        // Below 0 it is no lower bound, and what is reported is one.
        assertThat(bounds(problem, new RenyiBound(4, -3)))
                .containsExactly(bounds(problem, new ImportanceWeighted(4)), within(1e-10));
    }

    /** Whatever the weight of the KL, the two gradients have one expectation, in q and in p. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("multiSample")
    void theDoublyReparameterisedGradientOfAWeightedKl(JsonNode golden) {
        LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
        Parameter[] parameters = {problem.head(), problem.weights(), problem.logScale()};
        Estimates estimates = Estimates.of(runtime, problem);
        for (double weight : new double[] {0, 0.3, 2}) {
            Schedule constant = Schedule.constant(weight);
            // Without a KL there is no noise to average.
            int repetitions = weight == 0 ? 5 : REPETITIONS / 2;
            double[][] doubly =
                    estimates.gradients(
                            RegularizedEstimator.of(new DoublyReparameterized(3), constant),
                            repetitions,
                            parameters);
            double[][] plain =
                    estimates.gradients(
                            RegularizedEstimator.of(new ImportanceWeighted(3), constant),
                            repetitions,
                            parameters);
            for (int i = 0; i < plain.length; i++) {
                double[] difference = new double[repetitions];
                for (int r = 0; r < repetitions; r++) {
                    difference[r] = doubly[i][r] - plain[i][r];
                }
                String name = "weight " + weight + ", component " + i;
                if (i >= 2 || weight == 0) {
                    assertThat(difference).as(name).containsOnly(new double[] {0}, within(1e-9));
                } else {
                    ASSERT.mean(name, difference, 0, 0.3);
                }
            }
        }
    }

    @Test
    void refusesWhatItCannotUse() {
        for (Estimator estimator :
                List.of(
                        new StickingTheLanding(1),
                        new DoublyReparameterized(2),
                        new MultipleImportanceWeighted(2, 2),
                        new CombinedImportanceWeighted(2, 0.5),
                        new RenyiBound(2, 0.5))) {
            for (GradientKind kind : GradientKind.values()) {
                assertThat(estimator.accepts(kind)).isEqualTo(kind.isThroughDraw());
            }
        }
        for (GradientKind kind : GradientKind.values()) {
            assertThat(new ReweightedWakeSleep(2, false).accepts(kind))
                    .isEqualTo(kind != GradientKind.NONE && kind != GradientKind.ENUMERATED);
        }
        assertThatThrownBy(() -> new StickingTheLanding(0))
                .hasMessage("samples must be at least 1, is 0");
        assertThatThrownBy(() -> new MultipleImportanceWeighted(2, 0))
                .hasMessage("bounds must be at least 1, is 0");
        assertThatThrownBy(() -> new CombinedImportanceWeighted(2, 1.5))
                .hasMessage("beta must be in [0, 1], is 1.5");
        assertThatThrownBy(() -> new CombinedImportanceWeighted(2, Double.NaN))
                .hasMessage("beta must be in [0, 1], is NaN");
        assertThatThrownBy(() -> new RenyiBound(2, Double.POSITIVE_INFINITY))
                .hasMessage("alpha must be finite, is Infinity");
        assertThatThrownBy(
                        () ->
                                new ScoreFunction(
                                        2,
                                        KlMode.ENTROPY,
                                        ScoreFunction.BaselineChoice.MEAN_OF_OTHERS,
                                        null))
                .hasMessageStartingWith("kl must be auto, analytic or monte-carlo, is entropy");
        assertThatThrownBy(() -> new Disarm(KlMode.ENTROPY))
                .hasMessageStartingWith("kl must be auto, analytic or monte-carlo, is entropy");
    }

    static Stream<JsonNode> linearGaussians() {
        return LinearGaussian.cases();
    }

    /** The values themselves, up to K = 5000 draws, where they are near their limit. */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("linearGaussians")
    void theVariationalRenyiBoundOfAnyNumberOfDraws(JsonNode golden) {
        LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
        double alpha = golden.at("/input/renyi_alpha").asDouble();
        JsonNode bounds = golden.at("/expected/renyi");
        for (int i = 0; i < bounds.size(); i++) {
            int k = bounds.get(i).get("K").asInt();
            int copies = k == 5000 ? 50 : 2000;
            double[] values =
                    Estimates.of(runtime, problem)
                            .bounds(new RenyiBound(k, alpha), copies, RandomKey.of(8));
            double deviation = golden.at("/reference/renyi/" + i + "/single_draw_std").asDouble();
            ASSERT.mean(
                    "Renyi bound with K = " + k,
                    values,
                    number(bounds.get(i), "value"),
                    12 * deviation / Math.sqrt(copies));
        }
    }
}
