// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.latent.Prior.FitLoss;
import org.vaelab.framework.tensor.Tensor;

/**
 * A distribution of latent values, or one for each of R rows: a prior p(z), a learned conditional
 * p(z given its parents), an approximate posterior q(z given x).
 */
public interface Distribution {

    /**
     * Returns the log-density in nats, with respect to the measure of the space.
     *
     * @param z [..., event]; of a distribution for each of R rows [K, R, event]
     * @return [...]; of a distribution for each of R rows [K, R]
     */
    Tensor logProbability(Tensor z);

    /**
     * Returns how heavy the tails are: the largest a for which {@code P(|z| > r)} falls as r^-a in
     * every row, as the degrees of freedom of Student's t. Integrals over z reach farther for a
     * smaller a. The default is infinity: tails fall faster than any power.
     */
    default double tailIndex() {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * Returns how fast {@code -log p(z)} grows far out: as {@code |z|^a}. KL(q || p) is finite only
     * if q has that moment. The default is 2, as of a Normal distribution, and 0 where the tails
     * are a power.
     */
    default double decay() {
        return tailIndex() < Double.POSITIVE_INFINITY ? 0 : 2;
    }

    /**
     * Returns the variance of each coordinate of a prior, row by row, where it is known in closed
     * form. By default only draws tell.
     */
    default Optional<double[]> variances() {
        return Optional.empty();
    }

    /**
     * Returns m of a distribution on a vector space that is symmetric about m, {@code p(m + u) = p(m
     * - u)}, and is spread by a scale, so that {@code m + T (z - m)} is the same distribution with T
     * times the scale. By default empty.
     *
     * @return [event]; of a distribution for each of R rows [R, event]
     */
    default Optional<Tensor> symmetricAbout() {
        return Optional.empty();
    }

    /**
     * Returns what fitting this distribution to values minimises, if it is not {@code -log p(z)}.
     * The default is empty. A prior with a loss of its own is fitted after the model, by {@code
     * training.priorSteps}.
     */
    default Optional<FitLoss> fitLoss() {
        return Optional.empty();
    }

    /**
     * Returns the parameters of the distribution by name, for those who draw from it outside of
     * this framework. The default is an empty map.
     *
     * @return [...] each; of a distribution for each of R rows [R, ...]
     */
    default Map<String, Tensor> numbers() {
        return Map.of();
    }

    /**
     * Returns a sentence in Markdown that says how to draw with {@link #numbers}, for the page of
     * an export. The default is empty.
     */
    default String howToDraw() {
        return "";
    }
}
