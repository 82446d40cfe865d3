// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;

/**
 * An encoder that gives one value of z for each datum: the location of the posterior whose
 * parameters it has, {@code z = location q(z given x)}. This is the encoder of an auto-encoder. Its
 * value passes the gradient of the loss to the encoder.
 *
 * <p>In a space of numbers a point has no density, so there is no divergence and no bound of log
 * p(x). In a space of separate points a location is no point of the space, and the inference is
 * rejected. What else the encoder gives, such as a variance, is not used and stays as it was drawn.
 *
 * @param learned whether the encoder is this inference's own, and not that of a trained model
 */
public record Deterministic(AmortizedInference encoder, boolean learned) implements Inference {

    private static final String NAME = "deterministic";

    @Part(
            value = NAME,
            description = "an encoder that gives one value of z, the location of its posterior")
    public record Settings() implements InferencePart {

        @Override
        public Inference create(InferenceContext context) {
            InferenceContext.Encoding encoding = context.requireEncoding(NAME);
            context.requireOneLatent(NAME);
            LatentSpace space = encoding.family().space();
            if (space.measure().countsPoints()) {
                throw new IllegalArgumentException(
                        ("inference %s takes the location of the posterior as the value of z, and"
                                        + " in %s that is no value\nchoose a posterior of numbers, or"
                                        + " one that quantises, such as vector-quantised")
                                .formatted(NAME, space));
            }
            return new Deterministic(
                    context.trained().orElseGet(encoding::amortized), context.trained().isEmpty());
        }
    }

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        Latents location = encoder.infer(p, batch, key, phase).location();
        return new DrawsPosterior(
                p.latents(),
                location.mapped(z -> z.expandDims(0)),
                1,
                GradientKind.PATHWISE,
                TrainingEffects.NONE,
                Map.of());
    }

    @Override
    public Optional<AmortizedInference> amortized() {
        return Optional.of(encoder);
    }

    @Override
    public PosteriorForm form() {
        return PosteriorForm.DRAWS;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Returns the encoder's parameters, under its names; none of a trained model's encoder. */
    @Override
    public List<Parameter> parameters() {
        return learned ? encoder.parameters() : List.of();
    }
}
