// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * What an inference may know of its model.
 *
 * @param part what every part may know
 * @param spaces of the latent variables by name, in ancestral order
 * @param encoding the family of the posterior and what makes encoders to it; empty for a model whose
 *     family brings its own inference
 * @param kl the divergences that are known in closed form
 * @param trained the encoder of a trained model, for an inference that is used on it
 */
public record InferenceContext(
        PartContext part,
        Map<String, LatentSpace> spaces,
        Optional<Encoding> encoding,
        KlRegistry kl,
        Optional<AmortizedInference> trained) {

    /** Copies the map in its order. */
    public InferenceContext {
        spaces = Collections.unmodifiableMap(new LinkedHashMap<>(spaces));
    }

    /**
     * A family of posteriors, and networks to its parameters.
     *
     * @param latent the name of the latent variable that x depends on directly
     * @param family of its posterior
     * @param amortized makes an encoder, and networks for the variables above
     */
    public record Encoding(
            String latent, PosteriorFamily family, Supplier<AmortizedInference> amortized) {}

    /**
     * Returns the family of the posterior and what makes encoders to it.
     *
     * @param inference the name of the inference that needs them
     * @throws IllegalArgumentException if the model has none
     */
    public Encoding requireEncoding(String inference) {
        return encoding.orElseThrow(
                () ->
                        new IllegalArgumentException(
                                "inference "
                                        + inference
                                        + " needs a family of posteriors, and this variant has none:"
                                        + " its models have inference exact, map or hmc"));
    }

    /**
     * Requires that there is one latent variable.
     *
     * @param inference the name of the inference that can do no more
     * @throws IllegalArgumentException if there are several
     */
    public void requireOneLatent(String inference) {
        if (spaces.size() > 1) {
            throw new IllegalArgumentException(
                    "inference "
                            + inference
                            + " is for models with one latent variable, which this is not; a"
                            + " hierarchy has inference amortized");
        }
    }
}
