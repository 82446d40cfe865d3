// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import java.util.function.Supplier;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * What an inference may know of its model.
 *
 * @param part what every part may know
 * @param latent the name of the latent variable that x depends on directly
 * @param family of its posterior
 * @param hierarchical whether there are other latent variables above it
 * @param amortized makes an encoder, and networks for the variables above
 * @param kl the divergences that are known in closed form
 * @param trained the encoder of a trained model, for an inference that is used on it
 */
public record InferenceContext(
        PartContext part,
        String latent,
        PosteriorFamily family,
        boolean hierarchical,
        Supplier<AmortizedInference> amortized,
        KlRegistry kl,
        Optional<AmortizedInference> trained) {}
