// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * The table of derivatives: for each operation, the gradient of its input from that of its output.
 */
final class Derivatives {

    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

    private Derivatives() {}

    /** Returns g dy/dx for y = f(x). */
    static Tensor unary(Unary function, Tensor x, Tensor y, Tensor g) {
        return switch (function) {
            case NEGATE -> g.neg();
            case ABS -> g.mul(x.sign());
            case SIGN, FLOOR -> x.runtime().zeros(x.shape(), x.dtype());
            case EXP -> g.mul(y);
            case EXPM1 -> g.mul(y.add(1));
            case LOG -> g.div(x);
            case LOG1P -> g.div(x.add(1));
            case SQRT -> g.div(y.mul(2));
            case SQUARE -> g.mul(x).mul(2);
            case RECIPROCAL -> g.mul(y.square()).neg();
            case SIN -> g.mul(x.cos());
            case COS -> g.mul(x.sin()).neg();
            case TANH -> Fused.activationGradient(Activation.TANH, y, g);
            case SIGMOID -> Fused.activationGradient(Activation.SIGMOID, y, g);
            case SOFTPLUS -> g.mul(x.sigmoid());
            case RELU -> Fused.activationGradient(Activation.RELU, y, g);
            case ELU -> Fused.activationGradient(Activation.ELU, y, g);
            case ERF -> g.mul(x.square().neg().exp()).mul(TWO_OVER_ROOT_PI);
            case LGAMMA -> g.mul(x.digamma());
            case DIGAMMA -> g.mul(x.trigamma());
            case TRIGAMMA ->
                    throw new IllegalStateException("trigamma has no gradient; stop it first");
        };
    }

    /** Returns g df/da for y = f(a, b), before the sum over broadcast axes. */
    static Tensor binaryFirst(Binary function, Tensor a, Tensor b, Tensor y, Tensor g) {
        return switch (function) {
            case ADD, SUBTRACT -> g;
            case MULTIPLY -> g.mul(b);
            case DIVIDE -> g.div(b);
            // Where b = 0 the power is constant, also at a = 0, where a^(b-1) is infinite.
            case POWER -> {
                Tensor zero = a.runtime().zeros(Shape.scalar(), a.dtype());
                yield g.mul(b).mul(zero.where(b.eq(zero), a.pow(b.sub(1))));
            }
            case ATAN2 -> g.mul(angular(b, a, b));
            case MAXIMUM -> g.mul(a.ge(b));
            case MINIMUM -> g.mul(a.le(b));
            default -> throw withoutGradient(function);
        };
    }

    /** Returns g df/db for y = f(a, b), before the sum over broadcast axes. */
    static Tensor binarySecond(Binary function, Tensor a, Tensor b, Tensor y, Tensor g) {
        return switch (function) {
            case ADD -> g;
            case SUBTRACT -> g.neg();
            case MULTIPLY -> g.mul(a);
            case DIVIDE -> g.mul(y).div(b).neg();
            case POWER -> g.mul(y).mul(a.log());
            case ATAN2 -> g.mul(angular(a, a, b)).neg();
            case MAXIMUM -> g.mul(a.lt(b));
            case MINIMUM -> g.mul(a.gt(b));
            default -> throw withoutGradient(function);
        };
    }

    /** Returns v / (a^2 + b^2) of v = a or b without overflow; 0 at the origin. */
    private static Tensor angular(Tensor v, Tensor a, Tensor b) {
        Tensor largest = a.abs().maximum(b.abs()).stopGradient();
        Tensor isOrigin = largest.eq(a.runtime().zeros(Shape.scalar(), a.dtype()));
        Tensor scale = largest.add(isOrigin);
        Tensor squares = a.div(scale).square().add(b.div(scale).square()).add(isOrigin);
        return v.div(scale).div(squares).div(scale);
    }

    /** Returns g df/da for y = f(a, c) with a constant c. */
    static Tensor binaryConstant(Binary function, Tensor a, double c, Tensor g) {
        return switch (function) {
            case ADD, SUBTRACT -> g;
            case MULTIPLY -> g.mul(c);
            case DIVIDE -> g.div(c);
            case POWER ->
                    c == 0 ? a.runtime().zeros(a.shape(), a.dtype()) : g.mul(a.pow(c - 1)).mul(c);
            case MAXIMUM -> g.mul(a.gt(c));
            case MINIMUM -> g.mul(a.lt(c));
            default -> throw withoutGradient(function);
        };
    }

    /** Returns the gradient of a reduction; {@code kept} is the shape of y with its axes kept. */
    static Tensor reduction(Reduction function, Tensor x, Tensor y, Shape kept, Tensor g) {
        Tensor column = g.reshape(kept);
        return switch (function) {
            case SUM -> column.broadcastTo(x.shape());
            case MEAN ->
                    column.mul((double) Math.max(kept.size(), 1) / Math.max(x.shape().size(), 1))
                            .broadcastTo(x.shape());
            case MAXIMUM, MINIMUM -> {
                Tensor extremal = x.eq(y.reshape(kept));
                Tensor ties = extremal.sumTo(kept);
                yield extremal.mul(column.div(ties));
            }
            case LOG_SUM_EXP -> x.sub(y.reshape(kept)).exp().mul(column);
        };
    }

    /** Returns the pullback of a concatenation: each part gets its slice. */
    static Pullback concatenation(List<Tensor> parts, int axis) {
        return (Tensor g, IntPredicate needed) -> {
            @Nullable Tensor[] gradients = new Tensor[parts.size()];
            int from = 0;
            for (int i = 0; i < gradients.length; i++) {
                int to = from + parts.get(i).shape().extent(axis);
                gradients[i] = needed.test(i) ? g.slice(axis, from, to) : null;
                from = to;
            }
            return gradients;
        };
    }

    private static IllegalStateException withoutGradient(Binary function) {
        return new IllegalStateException(function + " has no gradient");
    }
}
