// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.shape.Shape;

/** Mean directions: of the vectors that a network gives out, and of draws around them. */
final class MeanDirection {

    private static final double SHORTEST = 1e-6;

    private MeanDirection() {}

    /**
     * Returns the directions of vectors, {@code mu = m / |m|}.
     *
     * <p>The direction of m = 0 is the first axis. The gradient {@code (g - mu (mu . g)) / |m|}
     * grows without bound as m tends to 0; for |m| below 1e-6 it is that of a vector of length 1e-6
     * in the same direction. A NaN stays a NaN.
     *
     * @param m [B, d]
     * @return [B, d]
     */
    static Tensor of(Tensor m) {
        Tensor point = m.stopGradient();
        Tensor largest = point.abs().max(-1).expandDims(-1);
        Tensor isZero = largest.eq(m.runtime().zeros(Shape.scalar(), m.dtype()));
        Tensor firstAxis = isZero.pad(-1, 0, m.shape().extent(1) - 1);
        // Scaled first, so that squares neither overflow nor vanish.
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
     * Returns vectors of an encoder from elsewhere as they are.
     *
     * @throws IllegalArgumentException if one is 0, which has no direction
     */
    static Tensor given(Tensor m) {
        if (HeadForm.least(m.abs().max(-1)) == 0) {
            throw new IllegalArgumentException(
                    "a mean direction is 0 in all coordinates; expected a vector of any length above 0");
        }
        return m;
    }

    /**
     * Returns mu as it is; of a gradient the part that is orthogonal to it is passed on, that on
     * the sphere.
     *
     * @param direction mu, rows of length 1
     */
    private static Tensor onSphere(Tensor direction) {
        Tensor point = direction.stopGradient();
        return CustomGradient.of(
                direction::stopGradient, Pullback.of(g -> across(point, g)), List.of(direction));
    }

    /** The part of g that is orthogonal to mu. */
    private static Tensor across(Tensor direction, Tensor g) {
        return g.sub(direction.mul(direction.mul(g).sum(-1).expandDims(-1)));
    }

    /** Returns |x| along the last axis, which stays with extent 1. */
    private static Tensor norm(Tensor x) {
        return x.square().sum(-1).sqrt().expandDims(-1);
    }

    /**
     * Places draws of w = mu . z on the sphere: {@code z = R(mu) y}, {@code y = (w, sqrt(1 - w^2)
     * v)}, v uniform on the unit sphere of the other d - 1 axes.
     *
     * <p>R takes the first axis e to mu. It is the reflection by {@code e - mu}, or, where mu is on
     * the side of e, the one by {@code e + mu} and a change of sign: with s = 1 if mu . e >= 0 and
     * -1 else,
     *
     * <pre>
     *   R y = s (tau a - y),   a = e + s mu,   tau = a . y / (1 + s mu . e)
     * </pre>
     *
     * <p>The denominator is never below 1, so that R is finite, and exact where mu is a pole. The
     * step between the two branches is none of the distribution: beyond the first coordinate y is
     * symmetric.
     *
     * <p>The gradients in mu and w are those of z at fixed v, that in mu along the sphere. At a
     * pole itself z has no derivative in w, and gets 0 for it.
     *
     * @param mean mu, [B, d], rows of length 1
     * @param complement 1 - w, [K, B]
     * @return [K, B, d]
     */
    static Tensor draw(RandomKey key, Tensor mean, Tensor complement) {
        int others = mean.shape().extent(1) - 1;
        Tensor noise =
                complement
                        .runtime()
                        .normal(key, complement.shape().append(others))
                        .cast(complement.dtype());
        return place(mean, complement, noise);
    }

    /**
     * Places values of w = mu . z as {@link #draw} does.
     *
     * @param noise standard Normal vectors, whose directions are v, [K, B, d - 1]
     */
    static Tensor place(Tensor mean, Tensor complement, Tensor noise) {
        return rotated(onSphere(mean), aroundPole(complement, noise));
    }

    /** y, [K, B, d]. */
    private static Tensor aroundPole(Tensor complement, Tensor noise) {
        TensorRuntime runtime = complement.runtime();
        Tensor v = noise.div(norm(noise));
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
