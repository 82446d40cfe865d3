// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartChoice;

/**
 * A kind of variational auto-encoder: a choice of posterior and estimator under one name, with the
 * reference prior of the posterior's space. All variants share networks, likelihoods, trainer and
 * evaluator. A variant is a record of the keys that its models may have beside the common ones.
 */
@ExtensionPoint("variant")
public interface Variant {

    /**
     * Returns the posterior that the settings describe, and with it the latent space; empty if they
     * describe none, so that the model has to name one.
     */
    Optional<PartChoice> posterior();

    /**
     * Returns what makes the generative model of a family that is more than a choice of parts: then
     * posterior, prior, likelihood and networks are not asked for. By default empty: the model is put
     * together of those.
     */
    default Optional<WholeModel> whole() {
        return Optional.empty();
    }

    /**
     * Returns the networks of a model that was trained elsewhere. Such a model is not trained, and must
     * have no other parameters to learn. By default empty: the section {@code network} describes them.
     */
    default Optional<GivenNetworks> networks() {
        return Optional.empty();
    }

    /**
     * Returns these settings with the checksums of the files that they name, which tie a run to their
     * content. It is called when a config is read. By default this.
     */
    default Variant pinned() {
        return this;
    }

    /** Returns the inference of a {@link #whole} model that names none: by default its posterior. */
    default PartChoice inference() {
        return PartChoice.of("exact");
    }

    /** Returns the estimator, which a config may replace: by default the evidence lower bound. */
    default PartChoice estimator() {
        return PartChoice.of("elbo");
    }
}
