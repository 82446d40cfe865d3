// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sphere;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * Places draws of w = mu . z on the sphere: {@code z = R(mu) y}, {@code y = (w, sqrt(1 - w^2) v)},
 * v uniform on the unit sphere of the other d - 1 axes.
 *
 * <p>R takes the first axis e to mu. It is the reflection by {@code a = e - mu}, or, where mu is on
 * the side of e, the one by {@code a = e + mu} and a change of sign: with s = 1 if mu . e >= 0 and
 * -1 else,
 *
 * <pre>
 *   R y = s (tau a - y),   a = e + s mu,   tau = a . y / (1 + s mu . e)
 * </pre>
 *
 * <p>The denominator is never below 1, so that R is finite, and exact where mu is a pole. The step
 * between the two branches is none of the distribution: beyond the first coordinate y is symmetric.
 *
 * <p>All is computed in float64. The gradients in mu and w are those of z at fixed v.
 */
public final class Rotation {

    private final Tensor mean;
    private final double[] direction;
    private final double[] length;
    private final double[] complements;
    private final double[] drawn;
    private final Shape shape;

    private Rotation(Tensor mean, double[] complements, double[] drawn, Shape shape) {
        this.mean = mean;
        this.complements = complements;
        this.drawn = drawn;
        this.shape = shape;
        this.direction = mean.readDoubles();
        this.length = new double[mean.shape().extent(0)];
        int d = shape.extent(2);
        for (int b = 0; b < length.length; b++) {
            length[b] = MeanDirection.normalize(direction, b * d, d);
        }
    }

    /**
     * Draws v, and returns z.
     *
     * @param mean mu, [B, d]
     * @param complement 1 - w as a tensor, [K, B], to which the gradient goes
     * @param complements 1 - w in float64
     * @return [K, B, d]
     */
    public static Tensor draw(RandomKey key, Tensor mean, Tensor complement, double[] complements) {
        Shape shape = complement.shape().append(mean.shape().extent(1));
        double[] drawn = drawAroundPole(key, complements, shape.extent(2));
        Rotation rotation = new Rotation(mean, complements, drawn, shape);
        TensorRuntime runtime = mean.runtime();
        return CustomGradient.of(
                () -> runtime.tensor(rotation.rotated(drawn), shape).cast(mean.dtype()),
                rotation.pullback(),
                List.of(complement, mean));
    }

    /** y for each w, row-major. */
    private static double[] drawAroundPole(RandomKey key, double[] complements, int d) {
        double[] noise = key.normal(Math.multiplyExact(complements.length, d - 1));
        double[] drawn = new double[Math.multiplyExact(complements.length, d)];
        for (int i = 0; i < complements.length; i++) {
            double u = complements[i];
            double square = 0;
            for (int j = 0; j < d - 1; j++) {
                double x = noise[i * (d - 1) + j];
                square += x * x;
            }
            double scale = Math.sqrt(u * (2 - u) / square);
            drawn[i * d] = 1 - u;
            for (int j = 0; j < d - 1; j++) {
                drawn[i * d + 1 + j] = scale * noise[i * (d - 1) + j];
            }
        }
        return drawn;
    }

    /** R(mu) y for each row of y; R is its own inverse. */
    private double[] rotated(double[] y) {
        int d = shape.extent(2);
        double[] z = new double[y.length];
        for (int i = 0; i < complements.length; i++) {
            int m = i % length.length * d;
            double sign = direction[m] >= 0 ? 1 : -1;
            double tau = tau(y, i * d, m, d, sign);
            z[i * d] = sign * (tau - y[i * d]) + tau * direction[m];
            for (int j = 1; j < d; j++) {
                z[i * d + j] = tau * direction[m + j] - sign * y[i * d + j];
            }
        }
        return z;
    }

    /** a . y / (1 + s mu . e). */
    private double tau(double[] y, int row, int m, int d, double sign) {
        double along = 0;
        for (int j = 0; j < d; j++) {
            along += direction[m + j] * y[row + j];
        }
        return (y[row] + sign * along) / (1 + sign * direction[m]);
    }

    private Pullback pullback() {
        return (upstream, needed) -> {
            double[] g = upstream.readDoubles();
            TensorRuntime runtime = mean.runtime();
            return new @Nullable Tensor[] {
                needed.test(0)
                        ? runtime.tensor(complementGradient(g), shape.range(0, 2))
                                .cast(mean.dtype())
                        : null,
                needed.test(1)
                        ? runtime.tensor(meanGradient(g), mean.shape()).cast(mean.dtype())
                        : null
            };
        };
    }

    /** {@code -g . R dy/dw}, with {@code dy/dw = (1, -w y_{2..} / (1 - w^2))}. */
    private double[] complementGradient(double[] g) {
        int d = shape.extent(2);
        double[] back = rotated(g);
        double[] gradient = new double[complements.length];
        for (int i = 0; i < gradient.length; i++) {
            double across = 0;
            for (int j = 1; j < d; j++) {
                across += back[i * d + j] * drawn[i * d + j];
            }
            double u = complements[i];
            double square = u * (2 - u);
            // At a pole itself z has no derivative in w, and w none in the concentration.
            double slope = square > 0 ? (1 - u) / square * across : 0;
            gradient[i] = slope - back[i * d];
        }
        return gradient;
    }

    /** {@code tau g + (g . a) (y - tau e) / (1 + s mu . e)}, made orthogonal to mu. */
    private double[] meanGradient(double[] g) {
        int d = shape.extent(2);
        double[] gradient = new double[direction.length];
        for (int i = 0; i < complements.length; i++) {
            int m = i % length.length * d;
            double sign = direction[m] >= 0 ? 1 : -1;
            double tau = tau(drawn, i * d, m, d, sign);
            double projected = tau(g, i * d, m, d, sign);
            gradient[m] -= tau * projected;
            for (int j = 0; j < d; j++) {
                gradient[m + j] += tau * g[i * d + j] + projected * drawn[i * d + j];
            }
        }
        for (int b = 0; b < length.length; b++) {
            MeanDirection.project(direction, gradient, b * d, d, 1 / length[b]);
        }
        return gradient;
    }
}
