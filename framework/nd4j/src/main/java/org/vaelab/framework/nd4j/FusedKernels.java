// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * The loops of a training step over row-major float32 buffers, each over a range of elements, rows
 * or columns. They take most of the time of a step that is not spent in matrix products.
 */
final class FusedKernels {

    /** The number of partial sums of a row. */
    private static final int PARTIAL_SUMS = 16;

    /** The number of factors 1 + e^-|l|, each at most 2, in one partial product. */
    private static final int FACTORS_AT_ONCE = 64;

    /** A logit of datum 0 that adds nothing to a log-likelihood, not even a rounding error. */
    private static final float WITHOUT_EFFECT = -1000;

    /** The number of rows added in float32 before the sum is compensated. */
    private static final int ROWS_AT_ONCE = 16;

    /** Elements of four arrays that leave room in the first-level cache for their native memory. */
    private static final int ADAM_AT_ONCE = 512;

    private FusedKernels() {}

    // -------------------------------------------------------------------------------- dense layer

    /** Overwrites some rows of y by f(y + bias). */
    static void activate(
            Tiles tiles, Activation activation, Nd4jBuffer bias, Nd4jBuffer y, int from, int to) {
        Unary function = Unary.of(activation).orElse(null);
        int width = bias.shape().size();
        for (int start = 0; start < width; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, width - start);
            bias.get(start, tiles.floatsB, n);
            for (int row = from; row < to; row++) {
                int position = row * width + start;
                y.get(position, tiles.floatsA, n);
                FloatKernels.add(tiles.floatsA, tiles.floatsB, n);
                if (function != null) {
                    tiles.kernels.apply(function, tiles.floatsA, n);
                }
                y.put(position, tiles.floatsA, n);
            }
        }
    }

    /** Writes some elements of dx = dy f'(x) from the output y = f(x); f is not the identity. */
    static void activationGradient(
            Tiles tiles,
            Activation activation,
            Nd4jBuffer y,
            Nd4jBuffer dy,
            Nd4jBuffer dx,
            int from,
            int to) {
        for (int start = from; start < to; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, to - start);
            if (activation == Activation.RELU) {
                y.get(start, tiles.intsA, n);
                dy.get(start, tiles.intsB, n);
                FloatKernels.keepWherePositive(tiles.intsA, tiles.intsB, n);
                dx.put(start, tiles.intsB, n);
            } else {
                y.get(start, tiles.floatsA, n);
                dy.get(start, tiles.floatsB, n);
                tiles.kernels.activationGradient(activation, tiles.floatsA, tiles.floatsB, n);
                dx.put(start, tiles.floatsB, n);
            }
        }
    }

    // ------------------------------------------------------------------------------------- update

    /** One step of Adam on some elements; overwrites the value w and the moments m and v. */
    static void adam(
            Tiles tiles,
            AdamStep step,
            Nd4jBuffer w,
            Nd4jBuffer g,
            Nd4jBuffer m,
            Nd4jBuffer v,
            int from,
            int to) {
        for (int start = from; start < to; start += ADAM_AT_ONCE) {
            int n = Math.min(ADAM_AT_ONCE, to - start);
            w.get(start, tiles.floatsA, n);
            g.get(start, tiles.floatsB, n);
            m.get(start, tiles.floatsC, n);
            v.get(start, tiles.floatsD, n);
            adam(step, tiles.floatsA, tiles.floatsB, tiles.floatsC, tiles.floatsD, n);
            w.put(start, tiles.floatsA, n);
            m.put(start, tiles.floatsC, n);
            v.put(start, tiles.floatsD, n);
        }
    }

    /** Rounds where the composed definition does. */
    private static void adam(AdamStep step, float[] w, float[] g, float[] m, float[] v, int n) {
        float beta1 = (float) step.beta1();
        float rest1 = (float) (1 - step.beta1());
        float beta2 = (float) step.beta2();
        float rest2 = (float) (1 - step.beta2());
        float correction = (float) (1 / step.secondCorrection());
        float epsilon = (float) step.epsilon();
        float rate = (float) (step.learningRate() / step.firstCorrection());
        float decay = (float) (1 - step.learningRate() * step.weightDecay());
        for (int i = 0; i < n; i++) {
            float first = m[i] * beta1 + g[i] * rest1;
            float second = v[i] * beta2 + g[i] * g[i] * rest2;
            m[i] = first;
            v[i] = second;
            float scale = (float) Math.sqrt(second * correction) + epsilon;
            w[i] = w[i] * decay - first / scale * rate;
        }
    }

    // --------------------------------------------------------------------------------------- sums

    /** A stack of matrices below one another, whose columns are added up. */
    record Stack(Nd4jBuffer numbers, int rows, int columns) {}

    /**
     * Adds up some columns of a matrix of the stack, divides by a number, and writes a row of sums.
     *
     * <p>{@value #ROWS_AT_ONCE} rows at a time are added one after another; their sums with the
     * rounding error of each addition carried along.
     */
    static void columnSums(
            Tiles tiles, Stack stack, int matrix, int divisor, Nd4jBuffer sums, int from, int to) {
        float[] next = tiles.floatsA;
        float[] partial = tiles.floatsB;
        int first = matrix * stack.rows();
        int end = first + stack.rows();
        for (int start = from; start < to; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, to - start);
            Arrays.fill(tiles.floatsC, 0, n, 0);
            Arrays.fill(tiles.floatsD, 0, n, 0);
            for (int row = first; row < end; row += ROWS_AT_ONCE) {
                stack.numbers().get(row * stack.columns() + start, partial, n);
                for (int other = row + 1; other < Math.min(end, row + ROWS_AT_ONCE); other++) {
                    stack.numbers().get(other * stack.columns() + start, next, n);
                    FloatKernels.add(partial, next, n);
                }
                addCompensated(partial, tiles.floatsC, tiles.floatsD, n);
            }
            total(tiles.floatsC, tiles.floatsD, divisor, n);
            sums.put(matrix * stack.columns() + start, tiles.floatsC, n);
        }
    }

    /** Adds x to the sum, and what the addition loses to the rest (Knuth's two-sum). */
    private static void addCompensated(float[] x, float[] sum, float[] rest, int n) {
        for (int i = 0; i < n; i++) {
            float s = sum[i] + x[i];
            float part = s - sum[i];
            rest[i] += (sum[i] - (s - part)) + (x[i] - part);
            sum[i] = s;
        }
    }

    /** The rest of an infinite sum is not a number. */
    private static void total(float[] sum, float[] rest, int divisor, int n) {
        for (int i = 0; i < n; i++) {
            double s = Float.isNaN(rest[i]) ? sum[i] : (double) sum[i] + rest[i];
            sum[i] = (float) (s / divisor);
        }
    }

    // ----------------------------------------------------------------------------- log-densities

    /**
     * Bernoulli log-likelihood of some rows: {@code sum_e [x l - softplus(l)]}. Row r of the logits
     * goes with row {@code r mod B} of x.
     *
     * <p>softplus(l) = max(l, 0) + ln(1 + e^-|l|). The logarithms of a row are those of {@value
     * #PARTIAL_SUMS} products of up to {@value #FACTORS_AT_ONCE} factors, so that hardly any is
     * taken. A last group that is not full is filled up by logits {@value #WITHOUT_EFFECT} of data
     * 0.
     */
    static void bernoulliLogProbability(
            Tiles tiles, Nd4jBuffer l, Nd4jBuffer x, Nd4jBuffer result, int from, int to) {
        int width = x.shape().extent(1);
        int batch = x.shape().extent(0);
        float[] sum = new float[1];
        for (int row = from; row < to; row++) {
            double total = 0;
            for (int start = 0; start < width; start += FACTORS_AT_ONCE * PARTIAL_SUMS) {
                int n = Math.min(FACTORS_AT_ONCE * PARTIAL_SUMS, width - start);
                l.get(row * width + start, tiles.floatsA, n);
                x.get(row % batch * width + start, tiles.floatsB, n);
                int padded = (n + PARTIAL_SUMS - 1) & -PARTIAL_SUMS;
                Arrays.fill(tiles.floatsA, n, padded, WITHOUT_EFFECT);
                Arrays.fill(tiles.floatsB, n, padded, 0);
                total += bernoulliSum(tiles, padded);
            }
            sum[0] = (float) total;
            result.put(row, sum, 1);
        }
    }

    /**
     * Sums over the logits in tile A with the data in tile B, which are folded upon themselves
     * until {@value #PARTIAL_SUMS} are left. Of products p and q less 1, that of both is {@code (p
     * + q) + p q}, which keeps the digits of small ones.
     */
    private static double bernoulliSum(Tiles tiles, int n) {
        float[] products = tiles.floatsA;
        float[] sums = tiles.floatsB;
        for (int i = 0; i < n; i++) {
            float l = products[i];
            sums[i] = sums[i] * l - Math.max(l, 0);
            products[i] = -Math.abs(l);
        }
        tiles.kernels.functions.exp(products, n);
        int left = n;
        while (left > PARTIAL_SUMS) {
            int half = (left / 2 + PARTIAL_SUMS - 1) & -PARTIAL_SUMS;
            // Copied, because the compiler makes no vectors of a loop over two parts of one array.
            System.arraycopy(products, half, tiles.floatsC, 0, left - half);
            System.arraycopy(sums, half, tiles.floatsD, 0, left - half);
            multiply(products, tiles.floatsC, left - half);
            FloatKernels.add(sums, tiles.floatsD, left - half);
            left = half;
        }
        tiles.kernels.functions.log1pOfNormal(products, PARTIAL_SUMS);
        double sum = 0;
        for (int lane = 0; lane < PARTIAL_SUMS; lane++) {
            sum += sums[lane] - products[lane];
        }
        return sum;
    }

    private static void multiply(float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            p[i] = (p[i] + q[i]) + p[i] * q[i];
        }
    }

    /** Its gradient in the logits, {@code weight (x - sigmoid(l))} with a weight for each row. */
    static void bernoulliGradient(
            Tiles tiles,
            Nd4jBuffer l,
            Nd4jBuffer x,
            Nd4jBuffer weights,
            Nd4jBuffer result,
            int from,
            int to) {
        float[] logits = tiles.floatsA;
        float[] data = tiles.floatsB;
        int width = x.shape().extent(1);
        int batch = x.shape().extent(0);
        float[] weight = new float[1];
        for (int row = from; row < to; row++) {
            weights.get(row, weight, 1);
            for (int start = 0; start < width; start += Tiles.LENGTH) {
                int n = Math.min(Tiles.LENGTH, width - start);
                l.get(row * width + start, logits, n);
                x.get(row % batch * width + start, data, n);
                tiles.kernels.functions.sigmoid(logits, n);
                residuals(data, logits, weight[0], n);
                result.put(row * width + start, data, n);
            }
        }
    }

    private static void residuals(float[] data, float[] means, float weight, int n) {
        for (int i = 0; i < n; i++) {
            data[i] = (data[i] - means[i]) * weight;
        }
    }
}
