// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Standard Gumbels g = -log E for each category, stored as the exponentials E. The largest Gumbels
 * decide a draw; they have the smallest E, where floating point is finest.
 *
 * @param exponentials E, [K, B, n, k]
 * @param logExponentials log E, [K, B, n, k]
 */
record GumbelNoise(Tensor exponentials, Tensor logExponentials) {

    /** Draws noise for K values of each variable of the logits [B, n, k]. */
    static GumbelNoise of(Tensor logits, RandomKey key, int samples) {
        Tensor exponentials =
                logits.runtime()
                        .exponential(key, logits.shape().prepend(samples))
                        .cast(logits.dtype());
        return new GumbelNoise(exponentials, exponentials.log());
    }

    static void requireRows(Tensor logits) {
        if (logits.shape().rank() != 3) {
            throw new IllegalArgumentException("logits " + logits.shape() + " are not [B, n, k]");
        }
    }

    /** Returns the unit vector of the first largest element of each row. */
    static Tensor hardMax(Tensor perturbed) {
        return perturbed.argMax(-1).oneHot(perturbed.shape().extent(-1));
    }

    /**
     * Returns the log-density of the relaxed draw y with this noise, summed over variables. {@code
     * log alpha_j - t y_j} equals log E_j up to a constant of the row, which cancels in the
     * density. So the result depends on the noise alone and passes no gradient.
     *
     * @return [K, B]
     */
    Tensor logDensity(double temperature) {
        int n = exponentials.shape().extent(-2);
        int k = exponentials.shape().extent(-1);
        Tensor ofSums = exponentials.sum(-1).log().sum(-1).mul(-k);
        return logExponentials.sum(-2, -1).add(ofSums).add(n * Concrete.logScale(k, temperature));
    }
}
