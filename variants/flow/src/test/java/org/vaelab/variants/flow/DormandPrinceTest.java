// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/**
 * The flow from N(0, I) to N(m, S), S diagonal, on the path (1 - t) e + t x. All points of a time t
 * have the variance {@code c = (1 - t)^2 + t^2 S}, and the velocity is
 *
 * <pre>
 *   v = m + (t S - (1 - t)) / c (z - t m),   div v = sum (t S - (1 - t)) / c
 * </pre>
 */
final class DormandPrinceTest {

    private static final double[] MEAN = {0.7, -1.2, 0};
    private static final double[] VARIANCE = {0.2, 2.5, 1};

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    /** The flow; its divergence is the same at all points. */
    private final class Normals implements DormandPrince.Field {

        private double[] slopes(double t) {
            double[] slopes = new double[MEAN.length];
            for (int i = 0; i < slopes.length; i++) {
                double c = (1 - t) * (1 - t) + t * t * VARIANCE[i];
                slopes[i] = (t * VARIANCE[i] - (1 - t)) / c;
            }
            return slopes;
        }

        @Override
        public Tensor velocity(Tensor z, double time) {
            Tensor mean = runtime.vector(MEAN);
            return z.sub(mean.mul(time)).mul(runtime.vector(slopes(time))).add(mean);
        }

        @Override
        public DormandPrince.Rate rate(Tensor z, double time) {
            Tensor sum = runtime.vector(slopes(time)).sum();
            return new DormandPrince.Rate(
                    velocity(z, time), sum.broadcastTo(z.shape().range(0, 1)));
        }
    }

    /** log p(z) by a number of steps from t = 1 back to 0. */
    private double[] density(Tensor z, int steps) {
        double step = -1.0 / steps;
        DormandPrince.Rate at = new DormandPrince.Rate(z, runtime.zeros(z.shape().range(0, 1)));
        for (int i = 0; i < steps; i++) {
            DormandPrince.Rate next =
                    DormandPrince.integrate(new Normals(), at.velocity(), 1 + i * step, step);
            at = new DormandPrince.Rate(next.velocity(), at.integrand().add(next.integrand()));
        }
        Tensor noise = at.velocity().square().add(Math.log(2 * Math.PI)).sum(-1).mul(-0.5);
        return noise.add(at.integrand()).readDoubles();
    }

    private double[] exact(Tensor z) {
        double[] values = z.readDoubles();
        double[] densities = new double[values.length / MEAN.length];
        for (int k = 0; k < values.length; k++) {
            int i = k % MEAN.length;
            double square = (values[k] - MEAN[i]) * (values[k] - MEAN[i]) / VARIANCE[i];
            densities[k / MEAN.length] -= 0.5 * (square + Math.log(2 * Math.PI * VARIANCE[i]));
        }
        return densities;
    }

    private static double error(double[] got, double[] exact) {
        double most = 0;
        for (int i = 0; i < got.length; i++) {
            most = Math.max(most, Math.abs(got[i] - exact[i]));
        }
        return most;
    }

    @Test
    void theDensityOfAFlowBetweenNormalsIsExact() {
        Tensor z = runtime.normal(RandomKey.of(1), Shape.of(50, 3)).mul(2);
        double[] exact = exact(z);
        // The error at 64 steps, 2^-5 of that at 32 steps, is near 1e-9.
        assertThat(error(density(z, 64), exact)).isLessThan(1e-8);
    }

    @Test
    void theErrorFallsWithTheFifthPowerOfTheSteps() {
        Tensor z = runtime.normal(RandomKey.of(2), Shape.of(20, 3)).mul(2);
        double[] exact = exact(z);
        double coarse = error(density(z, 50), exact);
        double fine = error(density(z, 100), exact);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(5, within(0.3));
    }

    @Test
    void stepsForwardLeadFromTheNoiseToTheValues() {
        Tensor e = runtime.normal(RandomKey.of(3), Shape.of(10, 3));
        Tensor z = e;
        for (int i = 0; i < 64; i++) {
            z = DormandPrince.step(new Normals(), z, i / 64.0, 1 / 64.0);
        }
        // A flow that is linear at each time, of diagonal S, takes e to m + sqrt S e.
        double[] got = z.readDoubles();
        double[] noise = e.readDoubles();
        for (int k = 0; k < got.length; k++) {
            int i = k % 3;
            assertThat(got[k]).isCloseTo(MEAN[i] + Math.sqrt(VARIANCE[i]) * noise[k], within(1e-8));
        }
    }
}
