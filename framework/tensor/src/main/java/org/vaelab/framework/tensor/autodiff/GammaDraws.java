// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.autodiff;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.GammaQuantile;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws of gamma distributions of unit scale, with the implicit gradient in the shapes a (Figurnov
 * et al. 2018): {@code dz/da = -(dP(a, z)/da) / p(z)}. They are made on the JVM, in float64.
 *
 * <pre>{@code
 * Tensor z = GammaDraws.of(key, a).div(rate);
 * Tensor logDirichlet = GammaDraws.logarithms(key, a).logSoftmax(-1);
 * }</pre>
 */
public final class GammaDraws {

    private GammaDraws() {}

    /**
     * Returns one draw for each element.
     *
     * @param a shapes in [1e-300, 1e300]; to draw K times, broadcast them first
     * @throws IllegalArgumentException if a shape is outside of this range or NaN
     */
    public static Tensor of(RandomKey key, Tensor a) {
        double[] shapes = a.readDoubles();
        double[] logs = key.logGamma(shapes);
        return Elementwise.of(
                a,
                key.gamma(shapes),
                () -> slopes(shapes, logs, (s, l) -> Math.exp(l) * GammaQuantile.logSlope(s, l)));
    }

    /**
     * Returns the logarithms of the draws of {@link #of}, finite for every shape: small shapes have
     * draws that are 0 as numbers.
     */
    public static Tensor logarithms(RandomKey key, Tensor a) {
        double[] shapes = a.readDoubles();
        double[] logs = key.logGamma(shapes);
        return Elementwise.of(a, logs, () -> slopes(shapes, logs, GammaQuantile::logSlope));
    }

    private static double[] slopes(double[] shapes, double[] logs, DoubleBinaryOperator slope) {
        double[] slopes = new double[shapes.length];
        Arrays.setAll(slopes, i -> slope.applyAsDouble(shapes[i], logs[i]));
        return slopes;
    }
}
