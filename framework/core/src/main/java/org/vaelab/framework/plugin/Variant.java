// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.prior.Prior;

/**
 * A kind of variational auto-encoder: a choice of posterior, prior and estimator under one name.
 * The networks, the likelihood, the trainer and the evaluator are everybody's.
 *
 * @param <S> its settings: the keys that a model of this variant may have beside the common ones
 */
public interface Variant<S extends Record> {

    /** Returns the class of the settings. */
    Class<S> settingsType();

    /** Returns what {@code vaelab list variants} says of it, in one line. */
    String description();

    /**
     * Checks what settings say of other parts, as {@link PartFactory#check} does.
     *
     * @throws IllegalArgumentException with a message that begins with the key at fault
     */
    default void check(S settings) {}

    /** Makes the posterior family, and with it chooses the latent space. */
    PosteriorFamily posterior(S settings, PartContext context);

    /** Makes the prior, which a config may replace: by default the standard one of the posterior. */
    default Prior prior(S settings, PartContext context) {
        return context.encoder().posterior().standardPrior(context.runtime());
    }

    /** Makes the estimator, which a config may replace: by default the evidence lower bound. */
    default Estimator estimator(S settings, PartContext context) {
        Schedule klWeight = context.klWeight();
        return new Elbo(1, KlMode.AUTO, klWeight);
    }
}
