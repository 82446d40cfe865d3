// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Places draws of w = mu . z on the sphere: {@code z = R(mu) y}, {@code y = (w, sqrt(1 - w^2) v)},
 * v uniform on the unit sphere of the other d - 1 axes.
 *
 * <p>R maps the first axis e to mu. It is the reflection by {@code e - mu}. If mu . e >= 0, it is
 * instead the reflection by {@code e + mu} with a change of sign. With s = 1 if mu . e >= 0 and -1
 * otherwise:
 *
 * <pre>
 *   R y = s (tau a - y),   a = e + s mu,   tau = a . y / (1 + s mu . e)
 * </pre>
 *
 * <p>The denominator is at least 1, so R is finite, and exact if mu is a pole. The distribution is
 * continuous across the two branches, because y is symmetric beyond the first coordinate.
 *
 * <p>The gradients in mu and w are those of z at fixed v; the one in mu is tangent to the sphere.
 * At a pole, z has no derivative in w, and the gradient is 0.
 */
final class Rotation {

    private Rotation() {}

    /**
     * Draws v, and returns z.
     *
     * @param mean mu, [B, d], rows of length 1
     * @param complement 1 - w, [K, B]
     * @return [K, B, d]
     */
    static Tensor draw(RandomKey key, Tensor mean, Tensor complement) {
        Tensor y = drawAroundPole(key, complement, mean.shape().extent(1));
        return rotated(MeanDirection.onSphere(mean), y);
    }

    /** y, [K, B, d]. */
    private static Tensor drawAroundPole(RandomKey key, Tensor complement, int d) {
        TensorRuntime runtime = complement.runtime();
        Tensor noise =
                runtime.normal(key, complement.shape().append(d - 1)).cast(complement.dtype());
        Tensor v = noise.div(MeanDirection.norm(noise));
        Tensor square = complement.mul(complement.neg().add(2));
        Tensor isInside = square.gt(0);
        Tensor one = runtime.full(1, Shape.scalar()).cast(complement.dtype());
        Tensor sine = square.where(isInside, one).sqrt().mul(isInside);
        Tensor cosine = complement.neg().add(1);
        return Tensor.concatenate(List.of(cosine.expandDims(-1), v.mul(sine.expandDims(-1))), -1);
    }

    /** R(mu) y for each row of y. */
    private static Tensor rotated(Tensor mean, Tensor y) {
        int d = mean.shape().extent(1);
        Tensor sign = mean.slice(-1, 0, 1).lt(0).mul(-2).add(1);
        Tensor pole = mean.runtime().ones(Shape.of(1)).cast(mean.dtype()).pad(0, 0, d - 1);
        Tensor a = mean.mul(sign).add(pole);
        Tensor tau = y.mul(a).sum(-1).expandDims(-1).div(a.slice(-1, 0, 1));
        return tau.mul(a).sub(y).mul(sign);
    }
}
