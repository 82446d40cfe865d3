// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws of latent variables at a temperature T: the scale of each p(z_i given its parents) is T
 * times its own, parents first (Vahdat and Kautz 2020, section 4; Child 2021). They are no draws of
 * the model unless T is 1.
 *
 * @param temperature T, at least 0; of 0 all are at their centres
 */
public record Tempering(GenerativeModel model, double temperature) {

    /**
     * Creates draws of a model.
     *
     * @throws IllegalArgumentException if the temperature is below 0 or not finite
     */
    public Tempering {
        Counts.notNegative("temperature", temperature);
    }

    /**
     * Draws all variables.
     *
     * @param given the columns of the condition by name, [n, ...] each
     * @return [n, event] of each variable
     * @throws IllegalArgumentException if a prior is not {@link Distribution#symmetricAbout} a point
     */
    public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        Latents all = Latents.NONE;
        for (LatentVariable variable : model.latents()) {
            String name = variable.name();
            Distribution prior = model.prior(name, all, given);
            Tensor centre = prior.symmetricAbout().orElseThrow(() -> refused(variable));
            Tensor z = draw(prior, key.split(name), n).sub(centre).mul(temperature).add(centre);
            all = all.with(name, () -> z);
        }
        return all;
    }

    /** Draws one value of each row, or n of one distribution for all. */
    private static Tensor draw(Distribution prior, RandomKey key, int n) {
        if (prior instanceof Prior root) {
            return root.sample(key, n);
        }
        Posterior q = (Posterior) prior;
        int rows = q.location().shape().extent(0);
        Tensor z = q.draw(key, n / rows).z();
        return z.reshape(z.shape().from(2).prepend(n));
    }

    private static IllegalArgumentException refused(LatentVariable variable) {
        List<String> parents = variable.parents();
        return new IllegalArgumentException(
                "p(%s%s) has no scale about a centre, as a Normal has: it has no draws at a temperature"
                        .formatted(
                                variable.name(),
                                parents.isEmpty() ? "" : " given " + String.join(", ", parents)));
    }
}
