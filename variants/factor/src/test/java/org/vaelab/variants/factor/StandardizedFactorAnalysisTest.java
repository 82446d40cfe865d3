// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.StandardizedModel;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/**
 * One linear-Gaussian model, of data x and of their standardised values y = (x - m) / s: its log
 * p(x) is the same number, whichever it computes with.
 */
class StandardizedFactorAnalysisTest {

    private static final int WIDTH = 3;
    private static final double LEAST = 1e-8;
    private static final double[] WEIGHT = {5, 700, 0.02};
    private static final double[] MEAN = {47, 4200, 1.7};
    private static final double[] VARIANCE = {100, 2.5e5, 0.004};
    private static final double[] X = {52, 5178, 1.64, 18, 2900, 1.9, 77, 4100, 1.5};
    private static final Standardization BY =
            new Standardization(new double[] {45.2, 3956.5, 1.72}, new double[] {13.4, 1021, 0.09});

    private static double[] scaled(double[] values, int power) {
        double[] scaled = values.clone();
        Arrays.setAll(scaled, i -> values[i] / Math.pow(BY.deviation()[i % values.length], power));
        return scaled;
    }

    private static double[] standardized(double[] x) {
        double[] y = x.clone();
        Arrays.setAll(y, i -> BY.apply(i % WIDTH, x[i]));
        return y;
    }

    /** log N(x; b, W W' + diag psi), by the determinant and the inverse of a rank-one change. */
    private static double closedForm(int row) {
        double determinant = 1;
        double squares = 0;
        double product = 0;
        double inner = 1;
        for (int d = 0; d < WIDTH; d++) {
            double deviation = X[row * WIDTH + d] - MEAN[d];
            determinant *= VARIANCE[d];
            squares += deviation * deviation / VARIANCE[d];
            product += WEIGHT[d] * deviation / VARIANCE[d];
            inner += WEIGHT[d] * WEIGHT[d] / VARIANCE[d];
        }
        return -0.5
                * (squares
                        - product * product / inner
                        + Math.log(determinant * inner)
                        + WIDTH * Math.log(2 * Math.PI));
    }

    /**
     * The terms of log p are squares, logarithms and constants of together at most 60 nats, each
     * reached by fewer than 100 roundings; y is rounded too, which changes a term by a few
     * roundings of its size.
     */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void theDensityIsThatOfTheData(DType dtype) {
        double rounding = dtype == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
        try (TensorRuntime runtime = Runtimes.nd4j(dtype);
                TensorScope scope = runtime.scope()) {
            FactorAnalysis ofY =
                    new FactorAnalysis(
                            runtime,
                            DataShape.flat(WIDTH),
                            FactorAnalysis.Noise.PER_VALUE,
                            LEAST,
                            scaled(WEIGHT, 1),
                            standardized(MEAN),
                            scaled(VARIANCE, 2));
            ExpectationMaximizable model =
                    (ExpectationMaximizable) StandardizedModel.of(ofY, BY, false);
            Tensor y = runtime.tensor(standardized(X), Shape.of(3, WIDTH));
            double[] found = model.bound(Batch.of(y)).readDoubles();
            Tensor z = runtime.vector(0.3, -1, 0.8).reshape(3, 1);
            OutputDistribution p = model.output(Latents.of("z", z), Map.of());
            double[] joint = p.logProbability(y).readDoubles();
            Optional<Tensor> each = p.byValue(y);
            double[] summed = each.orElseThrow().sum(-1).readDoubles();
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(closedForm(i), within(60 * 100 * rounding));
                assertThat(joint[i])
                        .isCloseTo(givenZ(i, z.readDoubles()[i]), within(60 * 100 * rounding));
                assertThat(summed[i]).isCloseTo(joint[i], within(60 * 100 * rounding));
            }
        }
    }

    private static double givenZ(int row, double z) {
        double log = 0;
        for (int d = 0; d < WIDTH; d++) {
            double deviation = X[row * WIDTH + d] - MEAN[d] - z * WEIGHT[d];
            log -=
                    0.5
                            * (deviation * deviation / VARIANCE[d]
                                    + Math.log(2 * Math.PI * VARIANCE[d]));
        }
        return log;
    }
}
