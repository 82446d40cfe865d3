// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Loops over contiguous float32 numbers in native memory, which take most of the time of
 * element-wise work.
 *
 * <p>Every implementation gives the same bits, except for the payload of a NaN. So products and
 * sums are not fused, and the order of a sum does not depend on the width of vectors. A result must
 * not overlap an operand unless the operand is declared as overwritten. An instance has scratch
 * memory of its own and belongs to one thread.
 */
interface Kernels extends AutoCloseable {

    /** The number of partial sums of a row: the lanes of the widest vector. */
    int PARTIAL_SUMS = 16;

    /** The number of factors 1 + e^-|l|, each at most 2, in one partial product. */
    int FACTORS_AT_ONCE = 64;

    /** A logit of datum 0 that adds nothing to a log-likelihood, not even a rounding error. */
    float WITHOUT_EFFECT = -1000;

    /** The number of rows added in float32 before the sum is compensated. */
    int ROWS_AT_ONCE = 16;

    /** The numbers of a step of Adam, rounded where the composed definition rounds them. */
    record AdamConstants(
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float correction,
            float epsilon,
            float rate,
            float decay) {

        static AdamConstants of(AdamStep step) {
            return new AdamConstants(
                    (float) step.beta1(),
                    (float) (1 - step.beta1()),
                    (float) step.beta2(),
                    (float) (1 - step.beta2()),
                    (float) (1 / step.secondCorrection()),
                    (float) step.epsilon(),
                    (float) (step.learningRate() / step.firstCorrection()),
                    (float) (1 - step.learningRate() * step.weightDecay()));
        }
    }

    /** y = f(x), element by element. */
    void unary(Unary function, Floats x, Floats y, int n);

    /** y = f(a, b), element by element. */
    void binary(Binary function, Floats a, Floats b, Floats y, int n);

    /** y = f(a, row), for each row of a. */
    default void binaryRows(Binary function, Floats a, Floats row, Floats y, int rows, int width) {
        for (int i = 0; i < rows; i++) {
            binary(function, a.plus(i * width), row, y.plus(i * width), width);
        }
    }

    /** y = f(a, b) with one number b. */
    void binary(Binary function, Floats a, float b, Floats y, int n);

    /** y = f(y + bias), overwritten row by row. */
    void activate(Activation activation, Floats bias, Floats y, int rows, int width);

    /** dx = dy f'(x) from the output y = f(x); f is not the identity. */
    void activationGradient(Activation activation, Floats y, Floats dy, Floats dx, int n);

    /** One step of Adam; overwrites the value w and the moments m and v. */
    void adam(AdamConstants constants, Floats w, Floats g, Floats m, Floats v, int n);

    /**
     * Adds up some columns of a matrix.
     *
     * <p>{@value #ROWS_AT_ONCE} rows at a time are added one after another; their sums with the
     * rounding error of each addition carried along.
     *
     * @param width elements from row to row
     * @param columns how many columns are added up, from that on at which {@code a} points
     */
    void columnSums(Floats a, int rows, int width, Floats sums, int columns);

    /**
     * Bernoulli log-likelihood of each row: {@code sum_e [x l - softplus(l)]}.
     *
     * <p>softplus(l) = max(l, 0) + ln(1 + e^-|l|). The logarithms of a row are those of {@value
     * #PARTIAL_SUMS} products, each over every {@value #PARTIAL_SUMS}th element and {@value
     * #FACTORS_AT_ONCE} factors, so that hardly any is taken. A product less 1, q, grows by a factor
     * 1 + e as {@code (q + e) + q e}, which keeps the digits of small e. A last group that is not
     * full is filled up by logits {@value #WITHOUT_EFFECT} of data 0.
     *
     * @param x as many rows
     */
    void bernoulliLogProbability(Floats l, Floats x, Floats result, int rows, int width);

    /** Its gradient in the logits, {@code weight (x - sigmoid(l))} with a weight for each row. */
    void bernoulliLogProbabilityGradient(
            Floats l, Floats x, Floats weights, Floats result, int rows, int width);

    @Override
    void close();
}
