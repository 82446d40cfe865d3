// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * Numbers in groups, each with its mean subtracted and divided by its standard deviation:
 *
 * <pre>
 *   y = (x - m) r,   m = mean(x),   v = mean((x - m)^2),   r = 1 / sqrt(v + epsilon)
 *   dL/dx = r (g - mean(g) - y mean(g y)),   g = dL/dy
 * </pre>
 *
 * <p>The variance v is that of the group, without Bessel's correction. Of a group of equal numbers y is 0.
 *
 * @param value y; {@link #of} gives it its gradient
 * @param mean m, with the axes of the groups at extent 1, without a gradient
 * @param variance v, likewise
 * @param scale r, likewise
 */
record Standardized(Tensor value, Tensor mean, Tensor variance, Tensor scale) {

    /**
     * Standardises.
     *
     * @param axes of x that a group spans
     */
    static Standardized of(Tensor x, double epsilon, int... axes) {
        Shape one = x.shape().reduce(x.shape().axes(axes), true);
        Standardized found = x.runtime().unrecorded(() -> computed(x, epsilon, one, axes));
        Tensor y = found.value;
        Pullback pullback =
                Pullback.of(
                        g ->
                                g.sub(g.mean(axes).reshape(one))
                                        .sub(y.mul(g.mul(y).mean(axes).reshape(one)))
                                        .mul(found.scale));
        return new Standardized(
                x.runtime().record(y, pullback, List.of(x)),
                found.mean,
                found.variance,
                found.scale);
    }

    private static Standardized computed(Tensor x, double epsilon, Shape one, int... axes) {
        Tensor mean = x.mean(axes).reshape(one);
        Tensor from = x.sub(mean);
        Tensor variance = from.square().mean(axes).reshape(one);
        Tensor scale = variance.add(epsilon).sqrt().reciprocal();
        return new Standardized(from.mul(scale), mean, variance, scale);
    }
}
