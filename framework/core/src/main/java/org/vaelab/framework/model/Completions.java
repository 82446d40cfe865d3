// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.likelihood.Scaling;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws of z and of the missing values of x, given the observed ones, with proper weights (Naesseth
 * et al. 2015, definition 1). For every function f, K draws of each of B examples have
 *
 * <pre>
 *   E[ 1/K sum_k w_k f(z_k, x_k) ] = p(x_obs) E[ f(z, x) given x_obs ]
 * </pre>
 *
 * <p>So 1/K sum_k w_k is unbiased for p(x_obs), and sets of draws join by their weights.
 *
 * @param z with leading axes [K, B]
 * @param x the observed values and draws of the others, [K, B, D]
 * @param logWeights log w_k, [K, B]
 * @param logSquares log of the sum of squared weights, in which draws that share one value of x_d
 *     count as one, [B, D]
 * @param isFree whether w_k depends on a missing value only through z and the values before it, [B,
 *     D]. Then the value has the distribution of p(x_d given z_k, the values before it)
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
public record Completions(
        Latents z, Tensor x, Tensor logWeights, double[] logSquares, boolean[] isFree) {

    /** Independent draws of z and of x given z, where no weight depends on a drawn value of x. */
    public static Completions of(Latents z, Tensor x, Tensor logWeights) {
        int width = x.shape().extent(-1);
        double[] ofRow = logWeights.mul(2).logSumExp(0).readDoubles();
        double[] logSquares = new double[ofRow.length * width];
        Arrays.setAll(logSquares, i -> ofRow[i / width]);
        boolean[] isFree = new boolean[logSquares.length];
        Arrays.fill(isFree, true);
        return new Completions(z, x, logWeights, logSquares, isFree);
    }

    /**
     * Returns the same of x, of which these draws are y.
     *
     * @param seen x, [B, D], NaN for missing values
     */
    @Internal
    public Completions of(Scaling by, Tensor seen) {
        Tensor logSpread = by.logSpread(seen).sum(-1).cast(logWeights.dtype());
        double[] each = logSpread.readDoubles();
        double[] squares = logSquares.clone();
        int width = squares.length / each.length;
        Arrays.setAll(squares, i -> squares[i] - 2 * each[i / width]);
        return new Completions(z, by.undo(x), logWeights.sub(logSpread), squares, isFree);
    }

    /**
     * Returns the largest of {@link #logSquares} of an example over the values that are not shown,
     * or the last one.
     */
    public double logSquares(int example, boolean[] isShown) {
        int width = x.shape().extent(-1);
        int end = (example + 1) * width;
        return IntStream.range(end - width, end)
                .filter(i -> !isShown[i])
                .mapToDouble(i -> logSquares[i])
                .max()
                .orElse(logSquares[end - 1]);
    }
}
