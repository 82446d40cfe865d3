// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.TabularModel;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * The gradient of reweighted wake-sleep in q, against sums over all tuples of three categories.
 * Means are wrong with probability 1e-7 each, and find a deviation of a tenth. Of 1,000 draws the
 * mean of 1,000 data is within 0.02 of its limit, 5 standard errors and the bias, of about 1e-3.
 */
final class ReweightedWakeSleepTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final Plugins PLUGINS = Plugins.of(List.of(new ToyModule()));
    private static final double DETECTABLE = 0.1;
    private static final int REPETITIONS = 100;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> bounds() {
        return Golden.beside(ReweightedWakeSleepTest.class, "estimator_gradients.json")
                .cases("categorical3_bound");
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("bounds")
    void qFollowsThePosterior(JsonNode golden) {
        double[] logits = Golden.numbers(golden.get("input"), "logits");
        double[] logJoint = Golden.numbers(golden.get("input"), "log_joint");
        TabularModel tabular = model(logits, logJoint);
        Estimates estimates =
                new Estimates(runtime, tabular.model(), copies -> Batch.of(tabular.batch(copies)));
        double[] q = softmax(logits);
        double[] posterior = softmax(logJoint);
        for (int k : new int[] {1, 3}) {
            double[] expected = wake(k, q, logJoint);
            double[][] found =
                    estimates.gradients(
                            new ReweightedWakeSleep(k, false), REPETITIONS, tabular.head());
            double[][] both =
                    estimates.gradients(
                            new ReweightedWakeSleep(k, true), REPETITIONS, tabular.head());
            for (int i = 0; i < 3; i++) {
                ASSERT.mean("wake, K = " + k + ", " + i, found[i], expected[i], DETECTABLE);
                double[] sleep = new double[REPETITIONS];
                for (int r = 0; r < REPETITIONS; r++) {
                    sleep[r] = both[i][r] - found[i][r];
                }
                // The prior is uniform, and all data are one.
                ASSERT.mean("sleep, " + i, sleep, 1.0 / 3 - q[i], DETECTABLE);
            }
        }
        // The bias falls as 1/K.
        double[][] many =
                estimates.gradients(new ReweightedWakeSleep(1000, false), 5, tabular.head());
        for (int i = 0; i < 3; i++) {
            double mean = Arrays.stream(many[i]).average().orElseThrow();
            assertThat(mean).isCloseTo(posterior[i] - q[i], within(0.02));
        }
    }

    @Tag("full")
    @Test
    void qFollowsOnePosterior() {
        qFollowsThePosterior(bounds().findFirst().orElseThrow());
    }

    private TabularModel model(double[] logits, double[] logJoint) {
        OneHot space = new OneHot(1, 3);
        return new TabularModel(
                runtime,
                new ToyCategorical.Family(
                        space.variables(), space.categories(), ToyCategorical.Draws.DISCRETE),
                new UniformCategorical(runtime, space),
                logits,
                Arrays.stream(logJoint).map(v -> v + Math.log(3)).toArray(),
                PLUGINS.divergences());
    }

    /** {@code E[sum_k v_k (e_{z_k} - q)]} over all tuples. */
    private static double[] wake(int k, double[] q, double[] logJoint) {
        double[] expected = new double[3];
        int tuples = (int) Math.round(Math.pow(3, k));
        double largest = Arrays.stream(logJoint).max().orElseThrow();
        for (int t = 0; t < tuples; t++) {
            double probability = 1;
            double sum = 0;
            double[] share = new double[3];
            for (int j = 0, rest = t; j < k; j++, rest /= 3) {
                int z = rest % 3;
                double weight = Math.exp(logJoint[z] - largest) / q[z];
                probability *= q[z];
                sum += weight;
                share[z] += weight;
            }
            for (int i = 0; i < 3; i++) {
                expected[i] += probability * (share[i] / sum - q[i]);
            }
        }
        return expected;
    }

    private static double[] softmax(double[] logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double[] exp = Arrays.stream(logits).map(l -> Math.exp(l - largest)).toArray();
        double sum = Arrays.stream(exp).sum();
        return Arrays.stream(exp).map(e -> e / sum).toArray();
    }
}
