// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Densities of the latent values of B data that lead from one that can be drawn from to the joint
 * density, as functions of z the posteriors:
 *
 * <pre>
 *   log f_b(z) = log start(z) + b gain(z),   gain(z) = log p(x, z given c) - log start(z),   0 &lt;= b &lt;= 1
 * </pre>
 */
@Internal
public interface AnnealingPath {

    /**
     * The two parts of a density in nats, [K, B] each.
     *
     * @param start of a normalised density
     * @param gain what the joint density has more
     */
    record Parts(Tensor start, Tensor gain) {

        Tensor at(double temperature) {
            return start.add(gain.mul(temperature));
        }
    }

    /**
     * Draws from the start.
     *
     * @param chains K
     * @return [K, B, event] of each variable
     */
    Latents draw(RandomKey key, int chains);

    /** Returns the two parts at values [K, B, event]. */
    Parts parts(Latents z);

    /** Returns log f_b. */
    default LogDensity at(double temperature) {
        return z -> parts(z).at(temperature);
    }

    /** Returns the path from the prior; its gain is log p(x given z, c). */
    static AnnealingPath fromPrior(GenerativeModel model, Batch batch) {
        return new AnnealingPath() {
            @Override
            public Latents draw(RandomKey key, int chains) {
                int size = batch.size();
                return model.sample(key, chains * size, batch.givenToEach(chains))
                        .mapped(z -> z.reshape(z.shape().from(1).prepend(chains, size)));
            }

            @Override
            public Parts parts(Latents z) {
                return new Parts(
                        model.logPrior(z, batch.given()),
                        model.output(z, batch.given()).logProbability(batch.x()));
            }
        };
    }

    /**
     * Returns why no path begins at a posterior; empty if one does.
     *
     * @param q of the variable that is drawn first
     */
    static Optional<String> obstacle(GenerativeModel model, Posterior q) {
        int latents = model.latents().size();
        if (latents > 1) {
            return Optional.of(
                    "annealing from q needs its density at any z, which is not known of "
                            + latents
                            + " latent variables");
        }
        return q.isPointMass()
                ? Optional.of("annealing from q needs a density, not a point mass")
                : Optional.empty();
    }

    /**
     * Returns the path from a distribution of the only latent variable for each datum.
     *
     * @param q one for each of the B data
     * @throws IllegalArgumentException if there is an {@link #obstacle}
     */
    static AnnealingPath fromPosterior(GenerativeModel model, Batch batch, Posterior q) {
        obstacle(model, q)
                .ifPresent(
                        reason -> {
                            throw new IllegalArgumentException(reason);
                        });
        String name = model.latents().get(0).name();
        LogDensity joint = new JointLogDensity(model, batch);
        return new AnnealingPath() {
            @Override
            public Latents draw(RandomKey key, int chains) {
                return Latents.of(name, q.draw(key, chains).z().stopGradient());
            }

            @Override
            public Parts parts(Latents z) {
                Tensor start = q.logProbability(z.z(name));
                return new Parts(start, joint.of(z).sub(start));
            }
        };
    }
}
