// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GammaDraws;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

final class GammaDrawsTest {

    private static final int DRAWS = 40_000;

    private final TensorRuntime runtime =
            TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    @Test
    void drawsAreThoseOfTheKey() {
        RandomKey key = RandomKey.of(5);
        double[] shapes = {0.2, 1, 30};
        Tensor a = runtime.vector(shapes);
        assertThat(GammaDraws.of(key, a).readDoubles()).isEqualTo(key.gamma(shapes));
        assertThat(GammaDraws.logarithms(key, a).readDoubles()).isEqualTo(key.logGamma(shapes));
        assertThatThrownBy(() -> GammaDraws.of(key, runtime.vector(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shapes");
    }

    /**
     * The gradient of the mean of z is that of E[z] = a, which is 1; that of log z is psi'(a).
     * Means are within five of their standard errors: a right gradient fails in less than 1 of a
     * million seeds, and an error of 5 % is found almost surely.
     */
    @Test
    void gradientsOfMeansAreThoseOfMoments() {
        for (double shape : new double[] {0.5, 3, 50}) {
            double trigamma = runtime.scalar(shape).trigamma().readScalar();
            assertMeanSlope(shape, 1, false);
            assertMeanSlope(shape, trigamma, true);
        }
    }

    private void assertMeanSlope(double shape, double want, boolean logarithm) {
        Tensor a = runtime.keep(runtime.full(shape, Shape.of(DRAWS)), true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            RandomKey key = RandomKey.of(11);
            Tensor z = logarithm ? GammaDraws.logarithms(key, a) : GammaDraws.of(key, a);
            double[] slopes = tape.gradients(z.sum()).of(a).readDoubles();
            double mean = 0;
            double square = 0;
            for (double slope : slopes) {
                mean += slope / DRAWS;
                square += slope * slope / DRAWS;
            }
            double error = Math.sqrt((square - mean * mean) / DRAWS);
            assertThat(error).isLessThan(0.01 * want);
            assertThat(mean).isEqualTo(want, offset(5 * error));
        } finally {
            runtime.release(a);
        }
    }
}
