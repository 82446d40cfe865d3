// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** q(z given x, c) of all latent variables together, for each of the B examples of a batch. */
public interface JointPosterior {

    /**
     * Draws K values of every variable for each example.
     *
     * @param key the same key gives the same noise
     * @param samples K, at least 1
     */
    JointDraw draw(RandomKey key, int samples);

    /**
     * Returns log q(z given x, c) of values of all variables in nats, [K, B]. Its gradient goes to
     * the values, and to the parameters of q: draws know their density, and this is for values that
     * are held, or come from elsewhere. NaN where only draws are known.
     *
     * @param values with leading axes [K, B]
     */
    Tensor logProbability(Latents values);

    /** Returns a point estimate, such as the mean or the mode, [B, event] of each variable. */
    Latents location();

    /**
     * Returns the distribution of each variable by name, given the locations of those that are
     * drawn before it. The default is an empty map.
     */
    default Map<String, Posterior> atLocation() {
        return Map.of();
    }

    /**
     * Returns independent estimates of E[z given x, c] where it is known by a sample alone: the
     * mean of each of M chains, M at least 2, [M, B, event] of each variable. By default empty.
     */
    default Optional<Latents> sampledMeans() {
        return Optional.empty();
    }

    /**
     * Returns weighted draws of z and of the missing values of x, where a better way is known than
     * to weigh draws of whole z once: a particle filter. By default empty.
     *
     * @param samples K, at least 1
     */
    default Optional<Completions> completions(RandomKey key, int samples) {
        return Optional.empty();
    }

    /**
     * Returns the distribution of the variable that is drawn first, which depends on x and c alone.
     */
    Posterior first();

    /**
     * Returns diagnostics of the inference by name, one number per datum, [B] each. Values of 0
     * and 1 mean no and yes, so their mean is a share. The default is none.
     */
    default Map<String, double[]> diagnostics() {
        return Map.of();
    }

    /**
     * A posterior that changes some of another one. Its draws, density, location and first variable are
     * as there.
     */
    interface WrappedPosterior extends JointPosterior {

        /** Returns the posterior that is changed. */
        JointPosterior q();

        @Override
        default JointDraw draw(RandomKey key, int samples) {
            return q().draw(key, samples);
        }

        @Override
        default Tensor logProbability(Latents values) {
            return q().logProbability(values);
        }

        @Override
        default Latents location() {
            return q().location();
        }

        @Override
        default Posterior first() {
            return q().first();
        }
    }

    /**
     * p(z given x, c) of a model of which it is known. It has no distributions at a location, because
     * no encoder gives their parameters.
     *
     * @param q the distributions that it consists of
     */
    record ExactPosterior(JointPosterior q) implements WrappedPosterior {

        /** Returns the posterior of a model with one latent variable. */
        public static ExactPosterior of(String name, Posterior q) {
            return new ExactPosterior(new SequentialPosterior(name, q, List.of()));
        }
    }
}
