// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * The direction of a network output, {@code mu = m / |m|}.
 *
 * <p>The direction of m = 0 is the first axis. The gradient {@code (g - mu (mu . g)) / |m|} is
 * unbounded as m tends to 0. If |m| is below 1e-6, the gradient is that at length 1e-6 in the same
 * direction. A NaN stays a NaN.
 */
final class MeanDirection {

    private static final double SHORTEST = 1e-6;

    private MeanDirection() {}

    /**
     * Normalises the rows of a matrix.
     *
     * @param m [B, d]
     * @return [B, d]
     */
    static Tensor of(Tensor m) {
        Tensor point = m.stopGradient();
        Tensor largest = point.abs().max(-1).expandDims(-1);
        Tensor isZero = largest.eq(m.runtime().zeros(Shape.scalar(), m.dtype()));
        Tensor firstAxis = isZero.pad(-1, 0, m.shape().extent(1) - 1);
        // Scales first, so that squares neither overflow nor underflow.
        Tensor scaled = point.div(largest.add(isZero)).add(firstAxis);
        Tensor norm = norm(scaled);
        Tensor direction = scaled.div(norm);
        Tensor length = norm.mul(largest).maximum(SHORTEST);
        return CustomGradient.of(
                direction::stopGradient,
                Pullback.of(g -> across(direction, g).div(length)),
                List.of(m));
    }

    /**
     * Returns mu, and projects its gradient onto the tangent space of the sphere.
     *
     * @param direction mu, rows of length 1
     */
    static Tensor onSphere(Tensor direction) {
        Tensor point = direction.stopGradient();
        return CustomGradient.of(
                direction::stopGradient, Pullback.of(g -> across(point, g)), List.of(direction));
    }

    /** The part of g that is orthogonal to mu. */
    private static Tensor across(Tensor direction, Tensor g) {
        return g.sub(direction.mul(direction.mul(g).sum(-1).expandDims(-1)));
    }

    /** Returns |x| along the last axis, which stays with extent 1. */
    static Tensor norm(Tensor x) {
        return x.square().sum(-1).sqrt().expandDims(-1);
    }
}
