// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodFit;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;

/**
 * A generative model that is made as one, such as a mixture, and not of prior, likelihood and
 * networks. A record of its settings is the part. Its name is a word of configs, {@code variant:
 * mixture}.
 */
@ExtensionPoint("model")
public interface WholeModel {

    /**
     * Makes the model with initial parameters.
     *
     * @throws IllegalArgumentException if it does not fit the data
     */
    GenerativeModel create(PartContext context);

    /**
     * Returns whether x may have missing values, NaN, in all that the model computes. By default
     * such data are rejected.
     */
    default boolean takesMissingValues() {
        return false;
    }

    /**
     * Returns whether it is given the known inputs of a series, and may be scaled window by window.
     * By default such data are rejected. It finds the inputs under {@link
     * org.vaelab.framework.data.ValueSplit#INPUTS} in what is given.
     */
    default boolean takesInputs() {
        return false;
    }

    /**
     * Returns the encoder that belongs to a model, for a config that names no inference. By default
     * empty: then {@link #inference} is asked for.
     *
     * @param made a model that {@link #create} returned
     * @param context whose key is for the weights of the encoder
     */
    default Optional<Inference> encoder(GenerativeModel made, PartContext context) {
        return Optional.empty();
    }

    /** Returns the inference of a model that names none: by default its posterior. */
    default PartChoice inference() {
        return PartChoice.of("exact");
    }

    /** Returns the estimator of a model that names none: by default the evidence lower bound. */
    default PartChoice estimator() {
        return PartChoice.of("elbo");
    }

    /** A whole model whose p(x given z) is the likelihood of the config, {@code likelihood}. */
    interface Decoding extends WholeModel {

        /**
         * Makes the model with initial parameters.
         *
         * @param likelihood which has a density of the data
         * @throws IllegalArgumentException if it does not fit the data or the likelihood
         */
        GenerativeModel create(PartContext context, Likelihood likelihood);

        /** {@inheritDoc} Its likelihood is the usual one of the data. */
        @Override
        default GenerativeModel create(PartContext context) {
            LikelihoodPart usual =
                    context.parts()
                            .of(LikelihoodPart.class)
                            .create(PartChoice.of(context.data().domain().likelihood()));
            Likelihood made = usual.create(context.forPart("likelihood"));
            return create(context, LikelihoodFit.ofObserved(PartType.nameOf(usual), made, context));
        }
    }
}
