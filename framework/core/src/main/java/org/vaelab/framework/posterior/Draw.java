// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.tensor.Tensor;

/**
 * Values drawn from a distribution of R rows, with their log-densities: computing the two apart loses
 * precision. A family whose draws are more than that, such as points of a relaxation, has an
 * implementation of its own.
 */
public interface Draw extends LatentValue {

    /** Returns the values, [K, R, event]. */
    @Override
    Tensor z();

    /** Returns the log-density of each value under the distribution it is from, in nats, [K, R]. */
    Tensor logProbability();

    /**
     * Returns the log-density of each value under another distribution in nats, [K, R]: a density of
     * the same kind as {@link #logProbability}.
     *
     * @throws IllegalArgumentException if the other has none of that kind
     */
    default Tensor logProbabilityUnder(Distribution other) {
        return other.logProbability(z());
    }

    /**
     * Returns the same draws under other leading axes: K draws of each of R rows as one of each of K R
     * rows, or back.
     *
     * @param samples the first extent
     * @param rows the second; the product of the two stays as it is
     */
    Draw reshaped(int samples, int rows);

    /** Returns whether the densities are those of a relaxation; a bound takes none of them. */
    default boolean isRelaxed() {
        return false;
    }

    /** Returns what the draw asks of a training step beside the bound. */
    default TrainingEffects effects() {
        return TrainingEffects.NONE;
    }

    /** Returns a tensor [K, R, ...] under other leading axes. */
    static Tensor reshaped(Tensor drawn, int samples, int rows) {
        return drawn.reshape(drawn.shape().from(2).prepend(samples, rows));
    }

    /** Returns values of which no more is to be said than their density. */
    static Draw of(Tensor z, Tensor logProbability) {
        return new Plain(z, logProbability);
    }

    /**
     * Returns values that bring penalties and state updates to a training step, and give networks
     * what passes gradients that z does not.
     *
     * @param networkInput instead of what the space or codebook makes of z, [K, R, width]
     */
    static Draw of(Tensor z, Tensor logProbability, Tensor networkInput, TrainingEffects effects) {
        return new Surrogate(z, logProbability, networkInput, effects);
    }
}
