// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/** The maximum mean discrepancy, against sums written out, and where it is known. */
final class MeanDiscrepancyTest {

    private static final RandomKey KEY = RandomKey.of(73);
    private static final KlWeight NONE = new KlWeight(Schedule.constant(0));
    private static final int BATCH = 5;
    private static final int UNITS = 3;

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private Tensor normal(String name, int... extents) {
        return runtime.normal(KEY.split(name), Shape.of(extents));
    }

    private static double kernel(
            MeanDiscrepancy.Kernel kernel, double[] x, int i, double[] y, int j, double c) {
        double distance = 0;
        for (int d = 0; d < UNITS; d++) {
            double difference = x[i * UNITS + d] - y[j * UNITS + d];
            distance += difference * difference;
        }
        return kernel == MeanDiscrepancy.Kernel.RBF ? Math.exp(-distance / c) : c / (c + distance);
    }

    private static double statistic(
            MeanDiscrepancy.Kernel kernel, double[] x, double[] y, double c) {
        double sum = 0;
        for (int i = 0; i < BATCH; i++) {
            for (int j = 0; j < BATCH; j++) {
                double pairs = BATCH * (BATCH - 1.0);
                if (i != j) {
                    sum += kernel(kernel, x, i, x, j, c) / pairs;
                    sum += kernel(kernel, y, i, y, j, c) / pairs;
                }
                sum -= 2 * kernel(kernel, x, i, y, j, c) / (BATCH * BATCH);
            }
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(MeanDiscrepancy.Kernel.class)
    void itIsItsSumOfEachDraw(MeanDiscrepancy.Kernel kernel) {
        Tensor x = normal("x", 2, BATCH, UNITS);
        Tensor y = normal("y", 1, BATCH, UNITS);
        double[] values = new MeanDiscrepancy(NONE, 1, kernel, 2.5).of(x, y).readDoubles();
        assertThat(values).hasSize(2);
        for (int k = 0; k < 2; k++) {
            double[] draws = x.slice(0, k, k + 1).readDoubles();
            assertThat(values[k])
                    .isCloseTo(statistic(kernel, draws, y.readDoubles(), 2.5), within(1e-13));
        }
    }

    /** With the KL beside it, and the prior's draws under the key of the step. */
    @Test
    void theKlHasItsWeightBesideIt() {
        ToyNormal q =
                new ToyNormal(normal("mean", BATCH, UNITS), normal("logVariance", BATCH, UNITS));
        Aggregates.Given step = Aggregates.step(q, q.draw(KEY.split("draw"), 1), KEY);
        double[] z = step.terms().draw().latents().get(0).draw().z().readDoubles();
        double[] y =
                new StandardNormal(runtime, new Euclidean(UNITS))
                        .sample(KEY.split("prior"), BATCH)
                        .readDoubles();
        double discrepancy = 10 * statistic(MeanDiscrepancy.Kernel.RBF, z, y, 4);
        double[] kl = step.terms().kl().readDoubles();
        KlWeight quarter = new KlWeight(Schedule.constant(0.25));
        KlRegularizer.Regularized beside =
                step.to(new MeanDiscrepancy(quarter, 10, MeanDiscrepancy.Kernel.RBF, 4));
        double[] values = beside.value().readDoubles();
        for (int i = 0; i < BATCH; i++) {
            assertThat(values[i]).isCloseTo(0.25 * kl[i] + discrepancy, within(1e-12));
        }
        assertThat(beside.weight().getAsDouble()).isEqualTo(0.25);
        KlRegularizer.Regularized alone =
                step.to(new MeanDiscrepancy(NONE, 10, MeanDiscrepancy.Kernel.RBF, 4));
        assertThat(alone.value().readScalar()).isCloseTo(discrepancy, within(1e-12));
        assertThat(alone.weight().getAsDouble()).isZero();
    }

    /**
     * Posteriors that are the prior have the mean 0, on either side of it; posteriors beside it
     * have more.
     */
    @ParameterizedTest
    @EnumSource(MeanDiscrepancy.Kernel.class)
    void equalDistributionsHaveTheMeanZero(MeanDiscrepancy.Kernel kernel) {
        double[] equal = new double[600];
        double[] shifted = new double[equal.length];
        MeanDiscrepancy discrepancy = new MeanDiscrepancy(NONE, 1, kernel, 2 * UNITS);
        Tensor zeros = runtime.zeros(Shape.of(BATCH, UNITS));
        for (int r = 0; r < equal.length; r++) {
            RandomKey key = KEY.fold(r);
            ToyNormal q = new ToyNormal(zeros, zeros);
            equal[r] =
                    Aggregates.step(q, q.draw(key.split("q"), 1), key)
                            .to(discrepancy)
                            .value()
                            .readScalar();
            ToyNormal other = new ToyNormal(zeros.add(1), zeros);
            shifted[r] =
                    Aggregates.step(other, other.draw(key.split("q"), 1), key)
                            .to(discrepancy)
                            .value()
                            .readScalar();
        }
        // Wrong in one of a million keys; 0.05 would be found, and a unit in each coordinate is
        // more.
        StatisticalAssertions.at(1e-6).mean("MMD, key " + KEY, equal, 0, 0.05);
        assertThat(Arrays.stream(equal).min().orElseThrow()).isNegative();
        assertThat(Arrays.stream(shifted).average().orElseThrow()).isGreaterThan(0.15);
    }

    @ParameterizedTest
    @EnumSource(MeanDiscrepancy.Kernel.class)
    void itsGradientIsThatOfFiniteDifferences(MeanDiscrepancy.Kernel kernel) {
        Tensor noise = normal("noise", 2, BATCH, UNITS);
        GradientCheck.of(runtime)
                .check(
                        "discrepancy",
                        in -> {
                            ToyNormal q = new ToyNormal(in.get(0), in.get(1));
                            return Aggregates.step(q, Aggregates.draw(q, noise), KEY)
                                    .to(new MeanDiscrepancy(NONE, 7, kernel, 2))
                                    .value();
                        },
                        normal("mean", BATCH, UNITS),
                        normal("logVariance", BATCH, UNITS));
    }

    @Test
    void itMovesAsTheWeightOfTheKlDoes() {
        MeanDiscrepancy ramp =
                new MeanDiscrepancy(
                        new KlWeight(Schedule.warmup(6).times(0.5)),
                        1,
                        MeanDiscrepancy.Kernel.RBF,
                        1);
        assertThat(ramp.isMoving(new TrainingProgress(5, 10))).isTrue();
        assertThat(ramp.isMoving(new TrainingProgress(6, 10))).isFalse();
        assertThat(ramp.leastBatch()).isEqualTo(2);
    }
}
