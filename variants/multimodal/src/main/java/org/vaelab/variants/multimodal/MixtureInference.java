// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import org.vaelab.framework.model.Inference;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * The mixture of the experts of the modalities that are observed (Shi et al. 2019, equation 3):
 *
 * <pre>
 *   q(z given x) = 1/n sum_m q_m(z given x_m)
 * </pre>
 *
 * <p>of any family that has a density. {@link MixtureOfExperts} says how it is drawn from.
 */
@Cites("shi2019")
@Called("mixture of experts")
@Part(
        value = "moe",
        description = "the mixture of one expert for each modality",
        paper = "Shi et al. (2019), equation 3")
public record MixtureInference(
        @Setting(value = MixtureInference.STRATIFIED, defaultValue = "true") boolean stratified)
        implements InferencePart {

    static final String STRATIFIED =
            "whether the draws of an example are shared out among the experts; false: each draw is from"
                    + " an expert of its own choice, which estimators such as dreg need";

    private static final String NAME = "moe";

    @Override
    public Inference create(InferenceContext context) {
        return create(NAME, context, stratified);
    }

    static Inference create(String name, InferenceContext context, boolean stratified) {
        return ExpertsInference.of(
                name,
                context,
                experts ->
                        withDensity(
                                name,
                                new MixtureOfExperts(
                                        experts.family().space(),
                                        experts.heads(),
                                        experts.observed(),
                                        head -> experts.family().of(head, experts.phase()),
                                        stratified)));
    }

    /** Requires that a mixture has a density. */
    static Posterior withDensity(String inference, MixtureOfExperts mixture) {
        if (mixture.isPointMass()) {
            throw new IllegalArgumentException(
                    ("inference '%s' is a mixture of densities, and this posterior is a point mass; choose"
                                    + " another posterior")
                            .formatted(inference));
        }
        return mixture;
    }
}
