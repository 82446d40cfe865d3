// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyLogistic;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

/** The penalty on a covariance, against sums written out. */
final class CovariancePenaltyTest {

    private static final RandomKey KEY = RandomKey.of(72);
    private static final int BATCH = 5;
    private static final int UNITS = 3;
    private static final KlWeight NONE = new KlWeight(Schedule.constant(0));

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

    private static Aggregates.Given step(ToyNormal q) {
        return Aggregates.step(q, q.draw(KEY.split("draw"), 1), KEY);
    }

    private static double[][] covariance(double[] mean) {
        double[] centre = new double[UNITS];
        for (int i = 0; i < mean.length; i++) {
            centre[i % UNITS] += mean[i] / BATCH;
        }
        double[][] c = new double[UNITS][UNITS];
        for (int b = 0; b < BATCH; b++) {
            for (int i = 0; i < UNITS; i++) {
                for (int j = 0; j < UNITS; j++) {
                    c[i][j] +=
                            (mean[b * UNITS + i] - centre[i])
                                    * (mean[b * UNITS + j] - centre[j])
                                    / BATCH;
                }
            }
        }
        return c;
    }

    @ParameterizedTest
    @EnumSource(CovariancePenalty.Covariance.class)
    void itIsItsSum(CovariancePenalty.Covariance covariance) {
        Tensor mean = normal("mean", BATCH, UNITS);
        Tensor logVariance = normal("logVariance", BATCH, UNITS);
        double[][] c = covariance(mean.readDoubles());
        double[] l = logVariance.readDoubles();
        for (int i = 0; covariance == CovariancePenalty.Covariance.AGGREGATE && i < l.length; i++) {
            c[i % UNITS][i % UNITS] += Math.exp(l[i]) / BATCH;
        }
        double off = 0;
        double on = 0;
        for (int i = 0; i < UNITS; i++) {
            for (int j = 0; j < UNITS; j++) {
                double miss = c[i][j] - (i == j ? 1 : 0);
                off += i == j ? 0 : miss * miss;
                on += i == j ? miss * miss : 0;
            }
        }
        Aggregates.Given step = step(new ToyNormal(mean, logVariance));
        double[] kl = step.terms().kl().readDoubles();
        double penalty = 3 * off + 7 * on;
        KlRegularizer penalised =
                new CovariancePenalty(covariance, 3, 7.0)
                        .beside(new KlWeight(Schedule.constant(0.25)));
        assertThat(step.to(penalised).value().readDoubles())
                .containsExactly(
                        Arrays.stream(kl).map(nats -> 0.25 * nats + penalty).toArray(),
                        within(1e-12));
        assertThat(step.to(penalised).weight().getAsDouble()).isEqualTo(0.25);
    }

    /**
     * The corners of a cube have the identity for a covariance; half of it and half by variances.
     */
    @Test
    void anIdentityCostsNothing() {
        double[] corners = new double[8 * 3];
        Arrays.setAll(corners, i -> ((i / 3) >> (i % 3)) % 2 == 0 ? -1 : 1);
        Tensor mean = runtime.tensor(corners, Shape.of(8, 3));
        Tensor narrow = runtime.full(-1, Shape.of(8, 3));
        assertThat(penalty(CovariancePenalty.Covariance.MEANS, mean, narrow))
                .isCloseTo(0, within(1e-28));
        Tensor half = runtime.full(Math.log(0.5), Shape.of(8, 3));
        assertThat(penalty(CovariancePenalty.Covariance.AGGREGATE, mean.mul(Math.sqrt(0.5)), half))
                .isCloseTo(0, within(1e-28));
        assertThat(penalty(CovariancePenalty.Covariance.MEANS, mean.mul(Math.sqrt(0.5)), half))
                .isCloseTo(3 * 0.25, within(1e-14));
    }

    private static double penalty(
            CovariancePenalty.Covariance of, Tensor mean, Tensor logVariance) {
        return step(new ToyNormal(mean, logVariance))
                .to(new CovariancePenalty(of, 1, 1.0).beside(NONE))
                .value()
                .mean()
                .readScalar();
    }

    @ParameterizedTest
    @EnumSource(CovariancePenalty.Covariance.class)
    void itsGradientIsThatOfFiniteDifferences(CovariancePenalty.Covariance covariance) {
        GradientCheck.of(runtime)
                .check(
                        "penalty",
                        in ->
                                step(new ToyNormal(in.get(0), in.get(1)))
                                        .to(new CovariancePenalty(covariance, 3, 7.0).beside(NONE))
                                        .value(),
                        normal("mean", BATCH, UNITS),
                        normal("logVariance", BATCH, UNITS));
    }

    @Test
    void itMovesAsTheWeightOfTheKlDoes() {
        KlRegularizer ramp =
                new CovariancePenalty(CovariancePenalty.Covariance.MEANS, 1, 1.0)
                        .beside(new KlWeight(Schedule.warmup(6)));
        assertThat(ramp.isMoving(new TrainingProgress(5, 10))).isTrue();
        assertThat(ramp.isMoving(new TrainingProgress(6, 10))).isFalse();
        assertThat(ramp.leastBatch()).isEqualTo(2);
    }

    @Test
    void theCovarianceOfOtherPosteriorsIsRefusedByName() {
        ToyLogistic q =
                new ToyLogistic(normal("mean", BATCH, UNITS), normal("scale", BATCH, UNITS));
        Aggregates.Given step = Aggregates.step(q, q.draw(KEY, 1), KEY);
        KlRegularizer penalty =
                new CovariancePenalty(CovariancePenalty.Covariance.AGGREGATE, 1, 1.0).beside(NONE);
        assertThatThrownBy(() -> step.to(penalty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "regularizer 'dip' knows the covariance of q(z) of diagonal Normals, not of"
                                + " ToyLogistic\nset covariance: means");
    }
}
