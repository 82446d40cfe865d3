// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Operations that a backend may do in one pass over memory. Each has a default composed of
 * primitives, which is also its definition: a backend that overrides one returns the same values
 * up to rounding, and the contract test compares the two. A part of {@link TensorBackend}.
 */
public interface FusedOperations {

    /** Returns the backend whose operations the definitions use. */
    TensorBackend backend();

    /**
     * A dense layer: {@code activation(x w + b)}.
     *
     * @param x [R, I]
     * @param w [I, O]
     * @param b [O]
     * @return [R, O]
     */
    default Buffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        ElementwiseOperations p = backend().elementwise();
        Buffer affine = p.binary(Binary.ADD, backend().products().matmul(x, false, w, false), b);
        return Unary.of(activation).map(function -> p.unary(function, affine)).orElse(affine);
    }

    /**
     * The gradient before an activation, given that after it: {@code dy * activation'(x)} from the
     * output y.
     */
    default Buffer activationGradient(Activation activation, Buffer y, Buffer dy) {
        ElementwiseOperations p = backend().elementwise();
        return switch (activation) {
            case IDENTITY -> dy;
            case RELU -> p.binary(Binary.MULTIPLY, dy, p.binary(Binary.GREATER, y, 0));
            case TANH ->
                    p.binary(
                            Binary.SUBTRACT,
                            dy,
                            p.binary(Binary.MULTIPLY, dy, p.unary(Unary.SQUARE, y)));
            case SIGMOID ->
                    p.binary(
                            Binary.MULTIPLY,
                            dy,
                            p.binary(Binary.SUBTRACT, y, p.unary(Unary.SQUARE, y)));
            case SOFTPLUS ->
                    p.unary(
                            Unary.NEGATE,
                            p.binary(
                                    Binary.MULTIPLY,
                                    dy,
                                    p.unary(Unary.EXPM1, p.unary(Unary.NEGATE, y))));
            case ELU ->
                    p.binary(
                            Binary.MULTIPLY,
                            dy,
                            p.binary(Binary.ADD, p.binary(Binary.MINIMUM, y, 0), 1));
            default -> throw activation.notFused();
        };
    }

    /**
     * The logarithm of the probability of 0s and 1s in nats, from logits: {@code sum_e [x l -
     * softplus(l)]}. Row r of the logits goes with row {@code r mod B} of x, so that several draws
     * share one batch.
     *
     * @param logits [R, E] with R a multiple of B
     * @param x [B, E], values in {0, 1}
     * @return [R]
     */
    default Buffer bernoulliLogProbability(Buffer logits, Buffer x) {
        ElementwiseOperations p = backend().elementwise();
        Buffer drawn = byDraw(logits, x);
        Buffer terms =
                p.binary(
                        Binary.SUBTRACT,
                        p.binary(Binary.MULTIPLY, drawn, x),
                        p.unary(Unary.SOFTPLUS, drawn));
        Buffer sums = backend().reductions().reduce(Reduction.SUM, terms, new int[] {2}, false);
        return backend().arrangement().reshape(sums, Shape.of(logits.shape().extent(0)));
    }

    /**
     * The gradient of {@link #bernoulliLogProbability} in the logits: {@code g (x - sigmoid(l))}.
     *
     * @param gradient [R]
     * @return [R, E]
     */
    default Buffer bernoulliLogProbabilityGradient(Buffer logits, Buffer x, Buffer gradient) {
        ElementwiseOperations p = backend().elementwise();
        Buffer drawn = byDraw(logits, x);
        Buffer residual = p.binary(Binary.SUBTRACT, x, p.unary(Unary.SIGMOID, drawn));
        Buffer column = backend().arrangement().reshape(gradient, drawn.shape().with(2, 1));
        return backend()
                .arrangement()
                .reshape(p.binary(Binary.MULTIPLY, residual, column), logits.shape());
    }

    private Buffer byDraw(Buffer logits, Buffer x) {
        int rows = x.shape().extent(0);
        int draws = rows == 0 ? 0 : logits.shape().extent(0) / rows;
        return backend().arrangement().reshape(logits, Shape.of(draws, rows, x.shape().extent(1)));
    }

    /**
     * {@code 1/2 sum_d [mu^2 + e^l - 1 - l]} of each row, with mu the mean and l the logarithm of
     * the variance: KL( N(mu, diag e^l) || N(0, I) ) in nats (Kingma and Welling 2014, appendix B).
     *
     * @param mean [R, D]
     * @param logVariance [R, D]
     * @return [R]
     */
    default Buffer normalKl(Buffer mean, Buffer logVariance) {
        ElementwiseOperations p = backend().elementwise();
        // e^l - 1 - l as expm1(l) - l keeps its digits where l is near 0.
        Buffer variance = p.binary(Binary.SUBTRACT, p.unary(Unary.EXPM1, logVariance), logVariance);
        Buffer terms = p.binary(Binary.ADD, p.unary(Unary.SQUARE, mean), variance);
        Buffer sums = backend().reductions().reduce(Reduction.SUM, terms, new int[] {1}, false);
        return p.binary(Binary.MULTIPLY, sums, 0.5);
    }

    /** Computes {@code x Phi(x)}, with the distribution function Phi of the standard Normal. */
    default Buffer gelu(Buffer x) {
        return backend().elementwise().binary(Binary.MULTIPLY, x, normalDistribution(x));
    }

    /** Computes {@code dy (Phi(x) + x phi(x))}, with the density phi of the standard Normal. */
    default Buffer geluGradient(Buffer x, Buffer dy) {
        ElementwiseOperations p = backend().elementwise();
        Buffer exponent = p.binary(Binary.MULTIPLY, p.unary(Unary.SQUARE, x), -0.5);
        Buffer density =
                p.binary(Binary.MULTIPLY, p.unary(Unary.EXP, exponent), 1 / Math.sqrt(2 * Math.PI));
        Buffer slope =
                p.binary(Binary.ADD, normalDistribution(x), p.binary(Binary.MULTIPLY, x, density));
        return p.binary(Binary.MULTIPLY, dy, slope);
    }

    private Buffer normalDistribution(Buffer x) {
        ElementwiseOperations p = backend().elementwise();
        Buffer erf = p.unary(Unary.ERF, p.binary(Binary.MULTIPLY, x, Math.sqrt(0.5)));
        return p.binary(Binary.MULTIPLY, p.binary(Binary.ADD, erf, 1), 0.5);
    }

    /**
     * Computes {@code (x - m) / sqrt(v + epsilon)}, with m and v the mean and the variance of each
     * row, without Bessel's correction.
     *
     * @param x [N, E]
     */
    default Buffer standardize(Buffer x, double epsilon) {
        Buffer from = backend().elementwise().binary(Binary.SUBTRACT, x, rowMean(x));
        return backend().elementwise().binary(Binary.MULTIPLY, from, rowScale(from, epsilon));
    }

    /**
     * Computes {@code r (dy - mean(dy) - y mean(dy y))}, with {@code y = (x - m) r} and
     * {@code r = 1 / sqrt(v + epsilon)}.
     *
     * @param x [N, E]
     * @param dy [N, E]
     */
    default Buffer standardizeGradient(Buffer x, Buffer dy, double epsilon) {
        ElementwiseOperations p = backend().elementwise();
        Buffer from = p.binary(Binary.SUBTRACT, x, rowMean(x));
        Buffer scale = rowScale(from, epsilon);
        Buffer y = p.binary(Binary.MULTIPLY, from, scale);
        Buffer along = p.binary(Binary.MULTIPLY, y, rowMean(p.binary(Binary.MULTIPLY, dy, y)));
        Buffer across = p.binary(Binary.SUBTRACT, dy, rowMean(dy));
        return p.binary(Binary.MULTIPLY, p.binary(Binary.SUBTRACT, across, along), scale);
    }

    private Buffer rowMean(Buffer x) {
        return backend().reductions().reduce(Reduction.MEAN, x, new int[] {1}, true);
    }

    private Buffer rowScale(Buffer from, double epsilon) {
        ElementwiseOperations p = backend().elementwise();
        Buffer variance = p.binary(Binary.ADD, rowMean(p.unary(Unary.SQUARE, from)), epsilon);
        return p.unary(Unary.RECIPROCAL, p.unary(Unary.SQRT, variance));
    }
}
