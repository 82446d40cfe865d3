// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.framework.tensor.Tensor;

/**
 * {@code z = log p + g}, g standard Gumbel, given which of its coordinates is the largest, and how it
 * moves with log p (Maddison, Tarlow and Minka 2014; Tucker et al. 2017, appendix):
 *
 * <pre>
 *   z_b = -log e_b,   z_j = -log(e_j / p_j + e_b)  for j != b,   e exponential of rate 1
 * </pre>
 *
 * <p>With b drawn from p, z has the law of log p + g, and b is its largest coordinate. All in logarithms:
 * finite also where p_j has underflowed.
 *
 * @param z [K, B, n, k]
 * @param slope the derivative of each z_j in its own log p_j at fixed e and b, {@code 1 - e^(z_j -
 *     z_b)}: 0 of z_b, near 1 of coordinates far below it; of the shape of z
 */
record PerturbedLogits(Tensor z, Tensor slope) {

    /**
     * Draws nothing itself: takes the noise.
     *
     * @param logProbabilities log p, with log-sum-exp 0, [B, n, k]
     * @param largest b, as unit vectors, [K, B, n, k] or what broadcasts to it
     * @param logExponentials log e, [K, B, n, k]
     */
    static PerturbedLogits given(Tensor logProbabilities, Tensor largest, Tensor logExponentials) {
        Tensor first = logExponentials.mul(largest).sum(-1).expandDims(-1);
        Tensor alone = logExponentials.sub(logProbabilities);
        Tensor later = alone.maximum(first).add(alone.sub(first).abs().neg().exp().log1p());
        Tensor logTimes = first.where(largest, later);
        return new PerturbedLogits(logTimes.neg(), first.sub(logTimes).expm1().neg());
    }
}
