// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.Prior.PreparedPrior;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.SequentialPosterior;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The posterior of a Kalman VAE where steps are missing (Fraccaro et al. 2017, section 4): the
 * encoder's at observed steps, and at missing ones what the prior says of them given the others
 * ({@link StepPosterior}). It needs the prior {@code state-space} and Normals. It is the encoder's
 * posterior if no data are missing.
 *
 * @param encoder of all steps
 * @param rows the steps of a series x, whose missing steps count; null: no data are missing
 */
public record KalmanInference(AmortizedInference encoder, @Nullable SeriesLayout rows)
        implements Inference {

    /** The inference without settings. */
    @Cites("fraccaro2017")
    @Part(
            value = "kalman",
            description =
                    "the encoder at observed steps, and a state-space prior given them at missing"
                            + " ones",
            paper = "Fraccaro et al. (2017)")
    public record Settings() implements InferencePart {

        @Override
        public Inference create(InferenceContext context) {
            AmortizedInference encoder = context.requireEncoding("kalman").amortized();
            if (!context.part().data().hasMissing()) {
                return new KalmanInference(encoder, null);
            }
            context.requireOneLatent("kalman");
            SeriesLayout.requireSeries(context.part(), null, "inference kalman");
            return new KalmanInference(
                    encoder, SeriesLayout.of(context.part().shape(), null, "inference kalman"));
        }
    }

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        JointPosterior encoded = encoder.infer(p, batch, key, phase);
        if (rows == null) {
            return encoded;
        }
        String name = encoder.encoder().latent();
        if (!(encoded.first() instanceof IndependentNormal normal)) {
            throw new IllegalArgumentException(
                    "inference kalman needs a posterior of independent Normals, such as variant:"
                            + " gaussian");
        }
        StateSpacePrior prior = prior(p.prior(name, Latents.NONE, batch.given()));
        if (prior.layout().steps() != rows.steps()) {
            throw new IllegalArgumentException(
                    "inference kalman needs a prior of the %s steps of a series, and prior state-space has %s"
                            .formatted(rows.steps(), prior.layout().steps()));
        }
        // A step is missing where all of its numbers are.
        Tensor seen = rows.observed(batch.x()).max(-1).expandDims(-1);
        Shape each = Shape.of(batch.size(), rows.steps(), prior.layout().width());
        return new SequentialPosterior(
                name, new StepPosterior(normal, prior, seen.broadcastTo(each)), List.of());
    }

    private static StateSpacePrior prior(Distribution found) {
        Distribution prior = found instanceof PreparedPrior prepared ? prepared.original() : found;
        if (prior instanceof StateSpacePrior known) {
            return known;
        }
        throw new IllegalArgumentException(
                "inference kalman needs a state-space prior for steps that are missing, also while the"
                        + " model is trained; set prior: {type: state-space} without"
                        + " training.priorSteps, or leave inference out to have the encoder give"
                        + " them");
    }

    @Override
    public Optional<AmortizedInference> amortized() {
        return Optional.of(encoder);
    }

    @Override
    public String name() {
        return "kalman";
    }

    @Override
    public List<Parameter> parameters() {
        return encoder.parameters();
    }
}
