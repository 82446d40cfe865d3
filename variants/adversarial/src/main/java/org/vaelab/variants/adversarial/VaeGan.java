// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.ScaledGradient;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.GenerativeModel.WrappedModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The reconstruction in the features of a {@link Critic} of data, in place of log p(x given z)
 * (Larsen et al. 2016, equations 3, 7 and 8). D = sigmoid(l) tells data x from reconstructions
 * m(z), the means of p(x given z), and from m(z_p), z_p a draw of the prior. D_l is the output of
 * its hidden layer l:
 *
 * <pre>
 *   F = E_q[ 1/2 |D_l(x) - D_l(m(z))|^2 ]                 -log N(D_l(x); D_l(m(z)), I), without its constant
 *   G = -E[log D(x)] - E_q[log(1 - D(m(z)))] - E[log(1 - D(m(z_p)))]
 * </pre>
 *
 * <p>Each part follows a gradient of its own (algorithm 1):
 *
 * <pre>
 *   encoder  w KL + F,   decoder  gamma F - G,   critic  G
 * </pre>
 *
 * <p>w is the weight of the KL in training. A learned prior follows the KL alone. R has the value
 * of the encoder's objective, in nats, and replaces the reconstruction.
 *
 * <p>The bound of this model is the one under its likelihood, log p(x given z). Nothing maximises
 * it. So the likelihood must be one whose mean determines it: a scale would never be trained.
 *
 * <p>Deviations from the paper: the critic is a perceptron. All parts take their steps at the same
 * time, from one minibatch.
 *
 * @param gamma how much F weighs beside G for the decoder, above 0
 * @param layer l, from 1. What a layer of fewer numbers than x leaves out is free to the
 *     reconstruction
 * @param critic its network and its optimiser
 */
@Called("VAE-GAN")
@Cites("larsen2016")
@Part(
        value = VaeGan.NAME,
        description = "the KL, and reconstructions in the features of a learned critic of data",
        paper = "Larsen et al. (2016), algorithm 1",
        variant = VaeGan.NAME)
public record VaeGan(
        @Setting(
                        value =
                                "gamma, the weight of the reconstruction of features in the decoder's loss",
                        defaultValue = "1")
                double gamma,
        @Setting(
                        value = "l, the hidden layer of the critic whose output is reconstructed",
                        defaultValue = "1")
                int layer,
        @Setting(
                        value = "the network that tells data from what is decoded",
                        defaultValue = "{\"hidden\": [1000, 100]}")
                Critic.Settings critic)
        implements RegularizerPart {

    static final String NAME = "vae-gan";

    private static final Set<ValueDomain> DOMAINS =
            Set.of(
                    ValueDomain.BINARY,
                    ValueDomain.GREY_LEVELS,
                    ValueDomain.UNIT_INTERVAL,
                    ValueDomain.REAL);

    public VaeGan {
        Counts.positive("gamma", gamma);
        int layers = critic.hidden().size();
        if (layers == 0) {
            throw new SettingException(
                    "critic.hidden", "must have a layer whose output is reconstructed, is []");
        }
        if (layer < 1 || layer > layers) {
            throw new SettingException(
                    "layer",
                    "must be the number of a hidden layer of the critic, 1 to %s, is %s"
                            .formatted(layers, layer));
        }
    }

    @Override
    public KlRegularizer create(EstimatorContext context) {
        ValueDomain domain = context.part().data().domain();
        if (!DOMAINS.contains(domain) || context.part().data().hasMissing()) {
            throw new IllegalArgumentException(
                    "regularizer '%s' has a critic of pixels or numbers, and these data %s; choose another"
                            .formatted(
                                    NAME,
                                    DOMAINS.contains(domain)
                                            ? "have missing values: fill them in"
                                            : "are " + domain.label()));
        }
        return new Learned(
                gamma,
                layer,
                new KlWeight(context.klWeight()),
                critic.create(context.part(), context.part().shape().size()));
    }

    private record Learned(double gamma, int layer, KlWeight kl, Critic critic)
            implements CriticRegularizer {

        @Override
        public Regularized of(ElboTerms terms, Step step) {
            requireDeterminedByMean(step.model().generative());
            JointDraw draw = terms.draw();
            Shape leading = Shape.of(draw.latents().get(0).samples(), step.batch().size());
            Tensor share =
                    step.model().runtime().full(1 / gamma, leading).cast(step.batch().x().dtype());
            // q follows gamma F / gamma.
            JointDraw divided = draw.mapped(new ScaledGradient(() -> share));
            JointDraw held = draw.mapped(Tensor::stopGradient);
            Tensor x = step.batch().x();
            Tensor features = critic.features(x, layer);
            Tensor distance =
                    divided.mean(
                            critic.heldFeatures(decoded(divided.values(), step), layer)
                                    .sub(features.stopGradient())
                                    .square()
                                    .sum(-1)
                                    .mul(0.5));
            Tensor reconstructed = decoded(held.values(), step);
            Tensor sampled = decoded(step.ofPrior(step.batch().size()), step);
            Tensor deception =
                    held.mean(critic.held(reconstructed).softplus())
                            .mean()
                            .add(critic.held(sampled).softplus().mean());
            Tensor ofDecoder = distance.mul(gamma).sub(deception);
            Tensor own =
                    critic.ofFeatures(features, layer)
                            .neg()
                            .softplus()
                            .mean()
                            .add(
                                    held.mean(critic.of(reconstructed.stopGradient()).softplus())
                                            .mean())
                            .add(critic.of(sampled.stopGradient()).softplus().mean());
            Regularized weighted = kl.of(terms, step);
            return new Regularized(
                    weighted.value()
                            .add(distance.stopGradient())
                            .add(ofDecoder.sub(ofDecoder.stopGradient())),
                    weighted.weight(),
                    weighted.updates(),
                    Optional.of(own));
        }

        /** Returns E[x given z], [..., B, D]. */
        private static Tensor decoded(Latents z, Step step) {
            return step.model()
                    .generative()
                    .output(z, step.batch().given())
                    .mean()
                    .orElseThrow(VaeGan::undetermined);
        }

        @Override
        public boolean replacesReconstruction() {
            return true;
        }

        @Override
        public boolean isMoving(TrainingProgress clock) {
            return kl.isMoving(clock);
        }

        @Override
        public String toString() {
            return "a critic of the data";
        }
    }

    private static void requireDeterminedByMean(GenerativeModel generative) {
        GenerativeModel inner = generative;
        while (inner instanceof WrappedModel wrapped) {
            inner = wrapped.wrapped();
        }
        if (inner instanceof DeepGenerativeModel model) {
            Likelihood likelihood = model.likelihood();
            boolean isDetermined =
                    likelihood.head(model.shape()).width() == model.shape().size()
                            && likelihood.parameters().stream()
                                    .noneMatch(p -> p.role() == Parameter.Role.LEARNED);
            if (!isDetermined) {
                throw undetermined();
            }
        }
    }

    private static IllegalArgumentException undetermined() {
        return new IllegalArgumentException(
                "regularizer '"
                        + NAME
                        + "' trains the mean of p(x given z) alone, and this likelihood has more to learn,"
                        + " such as a scale, or no mean in closed form\nset likelihood: bernoulli,"
                        + " continuous-bernoulli, or {type: gaussian, scale: fixed, value: 0.2}");
    }
}
