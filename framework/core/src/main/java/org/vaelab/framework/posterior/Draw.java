// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.function.UnaryOperator;
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

    /** {@inheritDoc} The log-densities are among what the function is given. */
    @Override
    Draw mapped(UnaryOperator<Tensor> function);

    /**
     * Returns the same draws under other leading axes: K draws of each of R rows as one of each of K R
     * rows, or back.
     *
     * @param samples the first extent
     * @param rows the second; the product of the two stays as it is
     */
    default Draw reshaped(int samples, int rows) {
        return mapped(t -> t.reshape(t.shape().from(2).prepend(samples, rows)));
    }

    /** Returns whether the densities are those of a relaxation; a bound takes none of them. */
    default boolean isRelaxed() {
        return false;
    }

    /** Returns what the draw asks of a training step beside the bound. */
    default TrainingEffects effects() {
        return TrainingEffects.NONE;
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
