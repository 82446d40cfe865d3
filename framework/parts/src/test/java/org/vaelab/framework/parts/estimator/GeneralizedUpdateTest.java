// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.parts.estimator.GeneralizedUpdate.Update;
import org.vaelab.framework.parts.prior.LearnedCategorical;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.TabularModel;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * The gradient of each update, against sums over all tuples of three categories: in log R(z) of
 * each value (a table), in the logits of p(z) and in those of q. Means are wrong with probability
 * 1e-7 each, and find a deviation of 0.1, of the updates that ascend a probability 0.01.
 */
final class GeneralizedUpdateTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final Plugins PLUGINS = Plugins.of(List.of(new ToyModule()));
    private static final int REPETITIONS = 200;
    private static final double[] Q = softmax(0.4, -0.3, 0.1);
    private static final double[] PRIOR = softmax(-0.2, 0.5, 0.3);

    /** The reward R(z) = p(x given z). */
    private static final double[] REWARD = {0.5, 0.1, 0.3};

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
    private final TabularModel tabular = model();
    private final Estimates estimates =
            new Estimates(runtime, tabular.model(), copies -> Batch.of(tabular.batch(copies)));

    @AfterEach
    void close() {
        runtime.close();
    }

    private TabularModel model() {
        Parameter logits;
        try (TensorScope scope = runtime.scope()) {
            logits = Parameter.learned("logits", runtime.vector(logs(PRIOR)).reshape(1, 3));
        }
        return new TabularModel(
                runtime,
                new ToyCategorical.Family(1, 3, ToyCategorical.Draws.DISCRETE),
                new LearnedCategorical(new OneHot(1, 3), logits),
                logs(Q),
                logs(REWARD),
                PLUGINS.divergences());
    }

    private Parameter parameter(String name) {
        return tabular.model().parameters().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Gives the weights of the draws of a tuple from their r = R(z) p(z) / u(z). */
    private record Expected(double[] proposal, UnaryOperator<double[]> weights, int samples) {

        /** Returns {@code E[sum_k w_k e_{z_k}]}: the gradient in the table. */
        double[] ofTable() {
            double[] expected = new double[3];
            int tuples = (int) Math.round(Math.pow(3, samples));
            for (int t = 0; t < tuples; t++) {
                int[] z = new int[samples];
                double[] r = new double[samples];
                double probability = 1;
                for (int k = 0, rest = t; k < samples; k++, rest /= 3) {
                    z[k] = rest % 3;
                    r[k] = REWARD[z[k]] * PRIOR[z[k]] / proposal[z[k]];
                    probability *= proposal[z[k]];
                }
                double[] w = weights.apply(r);
                for (int k = 0; k < samples; k++) {
                    expected[z[k]] += probability * w[k];
                }
            }
            return expected;
        }

        /** Returns {@code E[sum_k w_k (e_{z_k} - p)]}, of p given by its logits. */
        double[] ofLogits(double[] p) {
            double[] table = ofTable();
            double sum = DoubleStream.of(table).sum();
            double[] expected = new double[3];
            Arrays.setAll(expected, i -> table[i] - sum * p[i]);
            return expected;
        }
    }

    private static double[] powers(double[] r, double exponent) {
        double[] powers = Arrays.stream(r).map(v -> Math.pow(v, exponent)).toArray();
        double sum = DoubleStream.of(powers).sum();
        return Arrays.stream(powers).map(v -> v / sum).toArray();
    }

    private static double[] best(double[] r) {
        double largest = DoubleStream.of(r).max().orElseThrow();
        double[] best = Arrays.stream(r).map(v -> v > largest * (1 - 1e-9) ? 1 : 0).toArray();
        double ties = DoubleStream.of(best).sum();
        return Arrays.stream(best).map(v -> v / ties).toArray();
    }

    private static double[] mean(double[] r) {
        return Arrays.stream(r).map(v -> v / r.length).toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "MAXIMUM_MARGINAL_LIKELIHOOD, 1, 3",
        "MERITOCRATIC, 0, 3",
        "MERITOCRATIC, 2, 3",
        "MERITOCRATIC, 1e6, 3",
        "OFF_POLICY, 1, 1",
        "OFF_POLICY, 1, 3",
        "POLICY_GRADIENT, 1, 1",
        "POLICY_GRADIENT, 1, 3"
    })
    void gradientsHaveTheirExpectations(Update update, double exponent, int samples) {
        boolean ofProbability = update == Update.OFF_POLICY || update == Update.POLICY_GRADIENT;
        UnaryOperator<double[]> weights =
                ofProbability
                        ? GeneralizedUpdateTest::mean
                        : exponent > 100 ? GeneralizedUpdateTest::best : r -> powers(r, exponent);
        Expected ofP = new Expected(update == Update.POLICY_GRADIENT ? PRIOR : Q, weights, samples);
        Expected ofQ = new Expected(Q, r -> powers(r, 1), samples);
        double[] expected =
                Stream.of(ofP.ofTable(), ofP.ofLogits(PRIOR), ofQ.ofLogits(Q))
                        .flatMapToDouble(Arrays::stream)
                        .toArray();
        double[][] found =
                estimates.gradients(
                        new GeneralizedUpdate(
                                update, samples, update == Update.MERITOCRATIC ? exponent : null),
                        REPETITIONS,
                        parameter("decoder.table"),
                        parameter("prior.logits"),
                        tabular.head());
        for (int i = 0; i < expected.length; i++) {
            double detectable = ofProbability && i < 6 ? 0.01 : 0.1;
            ASSERT.mean("component " + i, found[i], expected[i], detectable);
        }
    }

    /** Policy gradient and off-policy ascend p(x): minus its estimate is the loss. */
    @ParameterizedTest
    @CsvSource({"POLICY_GRADIENT", "OFF_POLICY"})
    void theLossIsMinusTheProbability(Update update) {
        double[] losses = new double[REPETITIONS];
        for (int r = 0; r < REPETITIONS; r++) {
            losses[r] = objective(new GeneralizedUpdate(update, 2, null), r).loss;
        }
        double probability = 0;
        for (int z = 0; z < 3; z++) {
            probability += PRIOR[z] * REWARD[z];
        }
        ASSERT.mean("loss", losses, -probability, 0.01);
    }

    /** Both estimate p(x), one by draws of p(z), the other by draws of q. */
    @Test
    void policyGradientAndOffPolicyDifferInTheirDraws() {
        assertThat(objective(new GeneralizedUpdate(Update.POLICY_GRADIENT, 2, null), 0).loss)
                .isNotCloseTo(
                        objective(new GeneralizedUpdate(Update.OFF_POLICY, 2, null), 0).loss,
                        within(1e-6));
    }

    /** All updates report the same bound of the same draws of q. */
    @Test
    void theBoundIsThatOfTheDrawsOfQ() {
        Numbers marginal =
                objective(new GeneralizedUpdate(Update.MAXIMUM_MARGINAL_LIKELIHOOD, 4, null), 0);
        assertThat(marginal.loss).isCloseTo(-marginal.bound, within(1e-12));
        for (Update u : Update.values()) {
            assertThat(objective(new GeneralizedUpdate(u, 4, null), 0).bound)
                    .isEqualTo(marginal.bound);
        }
        assertThat(objective(new GeneralizedUpdate(Update.MERITOCRATIC, 4, 1.0), 0))
                .isEqualTo(marginal);
    }

    @Test
    void anExponentIsForMeritocraticAlone() {
        assertThat(new GeneralizedUpdate(Update.MERITOCRATIC, 5, null).exponent()).isEqualTo(2);
        assertThatThrownBy(() -> new GeneralizedUpdate(Update.OFF_POLICY, 5, 1.0))
                .hasMessage("exponent is for update: meritocratic, not for off-policy");
        assertThatThrownBy(() -> new GeneralizedUpdate(Update.MERITOCRATIC, 5, -1.0))
                .hasMessage("exponent must be a finite number of at least 0, is -1.0");
    }

    private record Numbers(double loss, double bound) {}

    private Numbers objective(GeneralizedUpdate estimator, int r) {
        try (TensorScope scope = runtime.scope()) {
            Objective objective =
                    estimator.estimate(
                            new Step(
                                    tabular.model(),
                                    Batch.of(tabular.batch(Estimates.COPIES)),
                                    RandomKey.of(7).fold(r),
                                    new TrainingProgress(0, 1)));
            return new Numbers(
                    objective.loss().readScalar(), objective.bound().mean().readScalar());
        }
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    private static double[] softmax(double... logits) {
        double[] exp = Arrays.stream(logits).map(Math::exp).toArray();
        double sum = DoubleStream.of(exp).sum();
        return Arrays.stream(exp).map(e -> e / sum).toArray();
    }
}
