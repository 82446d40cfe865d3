// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.settings.PartChoice;

/**
 * A kind of variational auto-encoder: a choice of posterior and estimator under one name, with the
 * reference prior of the posterior's space. The networks, the likelihood, the trainer and the evaluator
 * are everybody's.
 *
 * @param <S> its settings: the keys that a model of this variant may have beside the common ones
 */
public interface Variant<S extends Record> {

    /** Returns the class of the settings. */
    Class<S> settingsType();

    /** Returns what {@code vaelab list variants} says of it, in one line. */
    String description();

    /**
     * Returns the posterior that the settings describe, and with it the latent space; empty if they
     * describe none, so that the model has to name one.
     */
    Optional<PartChoice> posterior(S settings);

    /**
     * Returns what makes the generative model of a family that is more than a choice of parts: then
     * posterior, prior, likelihood and networks are not asked for. By default empty: the model is put
     * together of those.
     */
    default Optional<WholeModel> whole(S settings) {
        return Optional.empty();
    }

    /** Returns the inference of a {@link #whole} model that names none: by default its posterior. */
    default PartChoice inference(S settings) {
        return PartChoice.of("exact");
    }

    /**
     * Makes what stands for the KL in the loss of whatever estimator the model has: by default the
     * KL with the weight that training asks for.
     */
    default KlRegularizer regularizer(S settings, EstimatorContext context) {
        return context.regularizer();
    }

    /** Returns the estimator, which a config may replace: by default the evidence lower bound. */
    default PartChoice estimator(S settings) {
        return PartChoice.of("elbo");
    }
}
