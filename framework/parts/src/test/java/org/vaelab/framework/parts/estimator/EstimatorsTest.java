// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Values and gradients of the estimators on linear-Gaussian models, where both are known exactly.
 *
 * <p>Means are wrong with probability 1e-7 each: 3e-5 for the three hundred here together.
 */
class EstimatorsTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> models() {
        return LinearGaussian.cases();
    }

    static Stream<JsonNode> elboGradients() {
        return Golden.beside(EstimatorsTest.class, "estimator_gradients.json").cases("lg_elbo");
    }

    static Stream<JsonNode> importanceWeightedGradients() {
        return Golden.beside(EstimatorsTest.class, "estimator_gradients.json").cases("lg_iwae");
    }

    private static Elbo elbo(int samples, KlMode kl) {
        return new Elbo(samples, kl);
    }

    private static ImportanceWeighted importanceWeighted(int samples) {
        return new ImportanceWeighted(samples);
    }

    private Estimates estimates(LinearGaussian model) {
        return Estimates.of(runtime, model);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void boundsHaveTheirExpectations(JsonNode golden) {
        LinearGaussian model = new LinearGaussian(runtime, golden.get("input"));
        double elbo = golden.at("/expected/elbo").asDouble();
        RandomKey key = RandomKey.of(4);
        for (KlMode mode : List.of(KlMode.ANALYTIC, KlMode.MONTE_CARLO)) {
            ASSERT.mean("elbo", estimates(model).bounds(elbo(50, mode), 1000, key), elbo, 0.25);
        }
        for (int i = 0; i < 4; i++) {
            int k = golden.at("/expected/iwae/" + i + "/K").asInt();
            double deviation = golden.at("/reference/iwae/" + i + "/single_draw_std").asDouble();
            ASSERT.mean(
                    "bound with K = " + k,
                    estimates(model).bounds(importanceWeighted(k), 2000, key.fold(k)),
                    golden.at("/expected/iwae/" + i + "/value").asDouble(),
                    10 * deviation / Math.sqrt(2000));
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void theClosedFormAgreesWithMonteCarlo(JsonNode golden) {
        LinearGaussian model = new LinearGaussian(runtime, golden.get("input"));
        double kl = golden.at("/expected/kl_q_prior").asDouble();
        RandomKey key = RandomKey.of(5);
        try (TensorScope scope = runtime.scope()) {
            Batch batch = Batch.of(model.batch(1000));
            double[] exact =
                    kl(
                            elbo(1, KlMode.ANALYTIC)
                                    .estimate(new Step(model.model(), batch, key, CLOCK)));
            assertThat(exact).containsOnly(new double[] {kl}, within(1e-10 + 1e-10 * kl));
            double[] drawn =
                    kl(
                            elbo(100, KlMode.MONTE_CARLO)
                                    .estimate(new Step(model.model(), batch, key, CLOCK)));
            // Where q is the prior, every log-ratio is 0 but for rounding.
            if (kl == 0) {
                assertThat(drawn).containsOnly(new double[] {0}, within(1e-13));
            } else {
                ASSERT.mean("kl", drawn, kl, 0.1);
            }
        }
    }

    private static double[] kl(Objective objective) {
        return objective.terms().stream()
                .filter(term -> term.name().equals(Objective.KL))
                .findFirst()
                .orElseThrow()
                .value()
                .readDoubles();
    }

    @Test
    void oneImportanceSampleIsTheEvidenceLowerBound() {
        for (JsonNode golden : models().toList()) {
            LinearGaussian model = new LinearGaussian(runtime, golden.get("input"));
            RandomKey key = RandomKey.of(7);
            Estimator elbo = elbo(1, KlMode.MONTE_CARLO);
            Estimator iwae = importanceWeighted(1);
            assertThat(estimates(model).bounds(iwae, 20, key))
                    .containsExactly(estimates(model).bounds(elbo, 20, key), within(1e-12));
            assertThat(estimates(model).gradient(iwae, key, model.head(), model.weights()))
                    .containsExactly(
                            estimates(model).gradient(elbo, key, model.head(), model.weights()),
                            within(1e-11));
        }
    }

    /**
     * The gradient is unbiased in all parameters, and its variance is that of the estimator whose
     * name it bears: a closed-form divergence takes part of the noise away.
     */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("elboGradients")
    void gradientsOfTheEvidenceLowerBound(JsonNode golden) {
        JsonNode expected = golden.get("expected");
        LinearGaussian model = new LinearGaussian(runtime, golden.get("input"));
        int repetitions = 200;
        for (KlMode mode : List.of(KlMode.ANALYTIC, KlMode.MONTE_CARLO)) {
            double[][] found =
                    estimates(model)
                            .gradients(
                                    elbo(1, mode),
                                    repetitions,
                                    model.head(),
                                    model.logScale(),
                                    model.weights(),
                                    model.bias());
            found[1] = Estimates.doubled(found[1]);
            double[] exact = exactGradient(expected);
            assertThat(found).hasNumberOfRows(exact.length);
            double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
            for (int i = 0; i < exact.length; i++) {
                ASSERT.mean("component " + i, found[i], exact[i], 0.2 + 0.1 * largest);
            }
            JsonNode variances =
                    expected.get("single_sample_variance")
                            .get(mode == KlMode.ANALYTIC ? "reparam_analytic_kl" : "reparam");
            Estimates.assertVariance(found[0], variances.get("dmu").asDouble());
            Estimates.assertVariance(found[1], variances.get("dlogsigma").asDouble());
        }
    }

    private static double[] exactGradient(JsonNode expected) {
        return Stream.of("delbo_dmu", "delbo_dlogsigma", "delbo_dlog_s", "delbo_dW", "delbo_db")
                .map(expected::get)
                .flatMapToDouble(EstimatorsTest::flat)
                .toArray();
    }

    private static DoubleStream flat(JsonNode node) {
        if (!node.isArray()) {
            return DoubleStream.of(node.asDouble());
        }
        DoubleStream.Builder all = DoubleStream.builder();
        node.forEach(child -> flat(child).forEach(all::add));
        return all.build();
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("importanceWeightedGradients")
    void gradientsOfTheImportanceWeightedBound(JsonNode golden) {
        LinearGaussian model = new LinearGaussian(runtime, golden.get("input"));
        for (JsonNode bound : golden.get("expected").get("bounds")) {
            int k = bound.get("K").asInt();
            ImportanceWeighted estimator = importanceWeighted(k);
            // The head has log sigma^2.
            double[] detectable = {0.12, 0.06};
            double[][] found =
                    estimates(model).gradients(estimator, ASSERT, detectable, 250, model.head());
            ASSERT.mean("d/dmu, K = " + k, found[0], bound.get("d_dmu").asDouble(), 0.12);
            ASSERT.mean(
                    "d/dlogsigma, K = " + k,
                    Estimates.doubled(found[1]),
                    bound.get("d_dlogsigma").asDouble(),
                    0.12);
            ASSERT.mean(
                    "bound, K = " + k,
                    estimates(model).bounds(estimator, 2000, RandomKey.of(8)),
                    bound.get("value").asDouble(),
                    0.4);
        }
    }

    @Tag("full")
    @Test
    void ofOneModel() {
        gradientsOfTheImportanceWeightedBound(
                importanceWeightedGradients().findFirst().orElseThrow());
        models().limit(3).forEach(this::boundsHaveTheirExpectations);
    }
}
