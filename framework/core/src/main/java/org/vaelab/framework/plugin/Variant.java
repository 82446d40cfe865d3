// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.Papers;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;

/**
 * A kind of variational auto-encoder: a choice of posterior and estimator under one name, with the
 * reference prior of the posterior's space. All variants share networks, likelihoods, trainer and
 * evaluator. A variant is a record of the keys that its models may have beside the common ones.
 */
@ExtensionPoint("variant")
public interface Variant {

    /** Returns the name in configs. */
    default String name() {
        return PartType.nameOf(this);
    }

    /** Returns the class whose annotation has the name. */
    default Class<?> namedBy() {
        return getClass();
    }

    /** Returns the keys of the papers to cite for the variant. */
    default List<String> papers() {
        return Papers.of(namedBy());
    }

    /**
     * Returns the posterior that the settings describe, and with it the latent space; empty if they
     * describe none, so that the model has to name one. By default empty.
     */
    default Optional<PartChoice> posterior() {
        return Optional.empty();
    }

    /**
     * Returns this if it makes a whole model: then posterior, prior, likelihood and networks are
     * not asked for. By default empty: the model is put together of those.
     */
    default Optional<WholeModel> whole() {
        return Optional.empty();
    }

    /**
     * Returns the networks of a model that was trained elsewhere. Such a model is not trained, and
     * must have no other parameters to learn. By default empty: the section {@code network}
     * describes them.
     */
    default Optional<GivenNetworks> networks() {
        return Optional.empty();
    }

    /**
     * Returns these settings with the checksums of the files that they name, which tie a run to
     * their content. It is called when a config is read. By default this.
     */
    default Variant pinned() {
        return this;
    }

    /** Returns the estimator, which a config may replace: by default the evidence lower bound. */
    default PartChoice estimator() {
        return PartChoice.of("elbo");
    }
}
