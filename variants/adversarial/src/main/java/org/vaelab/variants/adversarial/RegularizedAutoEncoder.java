// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.AggregateDraws;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * The regularised auto-encoder: no KL, a code that is kept small, and a decoder that is kept smooth
 * (Ghosh et al. 2020, equation 11):
 *
 * <pre>
 *   R = beta / 2 |z|^2 + lambda L_reg,   z = location q(z given x)
 * </pre>
 *
 * <p>{@link DecoderPenalty} is L_reg. The encoder gives one value for each datum ({@code inference:
 * deterministic}), so there is no bound of log p(x). A prior that {@code training.priorSteps} fits
 * to the codes is the paper's ex-post density estimation. Without it p(z) is the reference prior of
 * the space, and draws of it say little.
 *
 * @param beta the weight of the code, in nats for each unit of |z|^2 / 2
 * @param decoder what keeps the decoder smooth
 * @param lambda its weight
 */
@Cites("ghosh2020")
@Part(
        value = RegularizedAutoEncoder.NAME,
        description =
                "the square of the code and a penalty on the decoder, without the KL, for"
                        + " deterministic encoders (RAE)",
        paper = "Ghosh et al. (2020)",
        variant = RegularizedAutoEncoder.NAME)
public record RegularizedAutoEncoder(
        @Setting(value = "beta, the weight of half the square of the code", defaultValue = "0.1")
                double beta,
        @Setting(
                        value =
                                "what keeps the decoder smooth: l2, gradient-penalty, spectral-norm or"
                                        + " none",
                        defaultValue = "l2")
                DecoderPenalty decoder,
        @Setting("lambda, the weight of l2 or gradient-penalty; default 0.01 and 0.1")
                @Nullable Double lambda)
        implements RegularizerPart {

    static final String NAME = "rae";

    public RegularizedAutoEncoder {
        Counts.notNegative("beta", beta);
        if (lambda != null && !decoder.hasWeight()) {
            throw new SettingException(
                    "lambda",
                    "weighs l2 or gradient-penalty, and decoder is "
                            + decoder.label()
                            + "; leave lambda out");
        }
        lambda = decoder.hasWeight() ? weight(lambda, decoder) : null;
    }

    private static Double weight(@Nullable Double given, DecoderPenalty decoder) {
        return Counts.notNegative("lambda", given == null ? decoder.usualWeight() : given);
    }

    @Override
    public KlRegularizer create(EstimatorContext context) {
        context.space(Euclidean.class, "regularizer '" + NAME + "'");
        context.requireNoKlWeight(
                "regularizer '" + NAME + "'", "the square of the code takes its place in the loss");
        return new OfCodes(beta, decoder, lambda == null ? 0 : lambda);
    }

    private record OfCodes(double beta, DecoderPenalty decoder, double lambda)
            implements KlRegularizer {

        @Override
        public Regularized of(ElboTerms terms, Step step) {
            LatentDraw drawn = terms.draw().latents().get(0);
            if (drawn.q().hasDensity() || !drawn.q().isPointMass()) {
                throw new IllegalArgumentException(
                        "regularizer '"
                                + NAME
                                + "' is for an encoder that gives one value of z, and inference '"
                                + step.model().inference().name()
                                + "' gives a distribution\nset inference: deterministic");
            }
            new AggregateDraws(drawn, step, NAME).requireNoLearnedPrior("", "");
            Tensor codes = drawn.draw().z().square().sum(-1).mean(0).mul(beta / 2);
            Tensor value =
                    decoder.hasWeight() ? codes.add(decoder.of(drawn, step).mul(lambda)) : codes;
            return new Regularized(value, () -> 0, decoder.updates(step));
        }

        @Override
        public boolean needsDensity() {
            return false;
        }

        @Override
        public String toString() {
            return "the square of the code";
        }
    }
}
