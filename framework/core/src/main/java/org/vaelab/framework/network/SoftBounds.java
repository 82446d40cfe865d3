// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;

/**
 * Keeps a logarithm in a range in which its exponential is finite and above 0. Inside the range,
 * numbers and gradients do not change by a bit. A distance r beyond an end becomes {@code r / (1 +
 * |r|)}, with the slope {@code 1 / (1 + |r|)^2}: it increases, its slope is continuous, and it
 * stays below 1.
 */
public final class SoftBounds {

    /** Bounds of the logarithm of a latent variance: standard deviations lie in 1e-9 ... 3e4. */
    public static final double LEAST_LOG_VARIANCE = -40;

    public static final double GREATEST_LOG_VARIANCE = 20;

    private SoftBounds() {}

    /**
     * Returns logarithms of variances of latent values. Without bounds, the first step on data of
     * large values gives an infinite KL. The upper bound is tighter, because the decoder must
     * handle the draws of z.
     */
    public static Tensor ofLogVariance(Tensor raw) {
        return of(raw, LEAST_LOG_VARIANCE, GREATEST_LOG_VARIANCE);
    }

    /**
     * Returns logarithms of scales of latent values, whose squares are bounded as variances are.
     */
    public static Tensor ofLogScale(Tensor raw) {
        return of(raw, LEAST_LOG_VARIANCE / 2, GREATEST_LOG_VARIANCE / 2);
    }

    /** Returns numbers above {@code least - 1}. */
    public static Tensor above(Tensor raw, double least) {
        return added(raw, raw.stopGradient().maximum(least));
    }

    /** Returns numbers in the open interval (least - 1, greatest + 1). */
    public static Tensor of(Tensor raw, double least, double greatest) {
        return added(raw, raw.stopGradient().maximum(least).minimum(greatest));
    }

    private static Tensor added(Tensor raw, Tensor inside) {
        Tensor beyond = raw.stopGradient().sub(inside);
        Tensor divisor = beyond.abs().add(1);
        Tensor y = inside.add(beyond.div(divisor));
        return raw.runtime().record(y, Pullback.of(g -> g.div(divisor.square())), List.of(raw));
    }
}
