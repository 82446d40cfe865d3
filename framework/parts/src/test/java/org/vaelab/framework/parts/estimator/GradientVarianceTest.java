// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.RegularizedEstimator;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.TabularModel;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Mean and variance of the gradients of estimators for Bernoulli variables, which the reference
 * values have exactly. The variance tells estimators of one mean apart: DisARM from ARM, and from
 * two independent draws.
 *
 * <p>Means are wrong with probability 1e-7 each. The variance of 400 nearly Normal means has a
 * relative error of 7 %: outside [0.66, 1.42] with probability 1e-7, for some eighty of them here.
 */
class GradientVarianceTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);
    private static final String FILE = "gradient_estimators.json";
    private static final int COPIES = 100;
    private static final int REPETITIONS = 400;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> bounds() {
        return Golden.beside(GradientVarianceTest.class, FILE).cases("bernoulli2_elbo");
    }

    static Stream<JsonNode> tables() {
        return Golden.beside(GradientVarianceTest.class, FILE).cases("bernoulli_table");
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("bounds")
    void ofTheEvidenceLowerBound(JsonNode golden) {
        double[] logJoint = Golden.numbers(golden.get("input"), "log_joint");
        double[] table = Arrays.stream(logJoint).map(v -> v + 2 * Math.log(2)).toArray();
        check(golden, table, 1, Golden.numbers(golden.get("expected"), "elbo_gradient"));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("tables")
    void ofATable(JsonNode golden) {
        double[] table = Golden.numbers(golden.get("input"), "f_table");
        check(golden, table, 0, Golden.numbers(golden.get("expected"), "gradient"));
    }

    private void check(JsonNode golden, double[] table, double klWeight, double[] gradient) {
        double[] logits = Golden.numbers(golden.get("input"), "logits");
        OneHot space = new OneHot(logits.length, 2);
        TabularModel model =
                new TabularModel(
                        runtime,
                        new ScoreFunctionTest.Bits(space),
                        new UniformCategorical(runtime, space),
                        logits,
                        table,
                        new KlRegistry(List.of()));
        Schedule weight = Schedule.constant(klWeight);
        JsonNode variances = golden.at("/expected/variance");
        KlMode mode = KlMode.MONTE_CARLO;
        check(
                model,
                RegularizedEstimator.of(new Disarm(mode), weight),
                gradient,
                Golden.numbers(variances, "disarm"));
        check(
                model,
                RegularizedEstimator.of(new Reinforce(2, mode), weight),
                gradient,
                Golden.numbers(variances, "reinforce_loo2"));
        check(
                model,
                RegularizedEstimator.of(new Reinforce(1, mode, Baseline.NONE), weight),
                gradient,
                Golden.numbers(variances, "reinforce"));
    }

    private void check(
            TabularModel model, Estimator estimator, double[] gradient, double[] variance) {
        double[][] found = gradients(model, estimator, gradient.length);
        for (int i = 0; i < gradient.length; i++) {
            String name = estimator.getClass().getSimpleName() + ", logit " + i;
            if (variance[i] == 0) {
                for (double value : found[i]) {
                    assertThat(value - gradient[i]).as(name).isBetween(-1e-12, 1e-12);
                }
                continue;
            }
            ASSERT.mean(name, found[i], gradient[i], 0.05 * Math.sqrt(variance[i]));
            double mean = Arrays.stream(found[i]).average().orElseThrow();
            double squares = Arrays.stream(found[i]).map(g -> (g - mean) * (g - mean)).sum();
            double ofOne = squares / (REPETITIONS - 1) * COPIES;
            assertThat(ofOne / variance[i]).as("variance, " + name).isBetween(0.66, 1.42);
        }
    }

    /** Means over a batch of copies, by logit and repetition. */
    private double[][] gradients(TabularModel model, Estimator estimator, int logits) {
        double[][] found = new double[logits][REPETITIONS];
        for (int r = 0; r < REPETITIONS; r++) {
            try (TensorScope scope = runtime.scope();
                    GradientTape tape = GradientTape.record(runtime)) {
                Batch batch = Batch.of(model.batch(COPIES));
                double[] gradient =
                        tape.gradients(
                                        estimator
                                                .estimate(
                                                        new Step(
                                                                model.model(),
                                                                batch,
                                                                RandomKey.of(7).fold(r),
                                                                CLOCK))
                                                .loss()
                                                .neg())
                                .of(model.head().value())
                                .readDoubles();
                for (int i = 0; i < logits; i++) {
                    found[i][r] = gradient[i];
                }
            }
        }
        return found;
    }
}
