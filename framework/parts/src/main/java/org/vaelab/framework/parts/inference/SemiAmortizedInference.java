// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.AscendingInference;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;

/**
 * An encoder whose output is refined by a few gradient steps on the bound of each datum (Krishnan,
 * Liang and Hoffman 2018, algorithm 1).
 *
 * <p>Training moves the generative model along the gradient of the bound at the refined parameters,
 * held fixed. The encoder follows the bound at its own output, with the generative model held
 * fixed. This gradient enters the loss as the penalty {@code encoder}, whose value is minus that
 * bound. The generative model, the encoder and the steps all maximise the objective of the
 * estimator at that training step: the evidence lower bound with a regulariser in place of the KL.
 * The steps of evaluation maximise the evidence lower bound itself. No gradient passes through the
 * steps. Kim et al. (2018) do that, which needs second derivatives.
 *
 * @param learned whether the encoder is this inference's own, and not that of a trained model
 * @param objective what is maximised in training
 */
public record SemiAmortizedInference(
        AmortizedInference encoder,
        boolean learned,
        KlRegistry kl,
        LocalAscent ascent,
        RegularizedBound objective)
        implements AscendingInference {

    @Cites("krishnan2018")
    @Part(
            value = "semi-amortized",
            description = "an encoder whose output is refined by gradient steps",
            paper = "Krishnan et al. (2018), algorithm 1")
    public record Settings(
            @Setting(
                            value = "steps of gradient ascent for the examples of a batch",
                            defaultValue = "20")
                    int steps,
            @Setting("steps in evaluation, which starts anew; absent: as steps")
                    @Nullable Integer evaluationSteps,
            @Setting(value = "draws per example and step", defaultValue = "5") int samples,
            @Setting(value = "learning rate of Adam, above 0", defaultValue = "0.01")
                    double learningRate)
            implements InferencePart {

        public Settings {
            new LocalAscent(steps, evaluationSteps, samples, learningRate);
        }

        @Override
        public Inference create(InferenceContext context) {
            InferenceContext.Encoding encoding = context.requireEncoding("semi-amortized");
            context.requireOneLatent("semi-amortized");
            AmortizedInference encoder = context.trained().orElseGet(encoding::amortized);
            return new SemiAmortizedInference(
                    encoder,
                    context.trained().isEmpty(),
                    context.kl(),
                    new LocalAscent(steps, evaluationSteps, samples, learningRate),
                    RegularizedBound.EVIDENCE);
        }
    }

    @Override
    public Inference maximising(RegularizedBound other) {
        return new SemiAmortizedInference(encoder, learned, kl, ascent, other);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if draws of the family pass no gradient in this phase
     */
    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        PosteriorFamily family = encoder.encoder().family();
        LatentVariableModel model = new LatentVariableModel(p, this, kl);
        LocalAscent.Bound bound =
                (parameters, step) -> {
                    RandomKey own = key.fold(step);
                    JointDraw draw =
                            at(LocalAscent.usable(family.of(parameters, phase), name()))
                                    .draw(own, ascent.samples());
                    return LocalAscent.objective(
                            objective, model, batch, draw, own.split("regularizer"), phase);
                };
        Tensor head = encoder.headOutput(p, batch);
        Tensor found = ascent.climb(head.stopGradient(), phase, bound);
        if (!(phase instanceof Phase.Training) || !learned) {
            return at(family.of(found, phase));
        }
        return new LocalAscent.FoundPosterior(
                encoder.encoder().latent(),
                family.of(found, phase),
                new TrainingEffects(Map.of("encoder", penalty(head, bound)), List.of()));
    }

    /** Minus the bound at the encoder's output, [1, B], with its gradient in the encoder alone. */
    private static Tensor penalty(Tensor head, LocalAscent.Bound bound) {
        TensorRuntime runtime = head.runtime();
        Tensor held = head.stopGradient();
        Tensor[] slope = new Tensor[1];
        Tensor value =
                runtime.unrecorded(
                        () -> {
                            Tensor leaf = runtime.keep(held, true);
                            try (TensorScope scope = runtime.scope();
                                    GradientTape tape = GradientTape.record(runtime)) {
                                Tensor bounds = bound.of(leaf, 0);
                                slope[0] =
                                        scope.detach(
                                                tape.gradients(bounds.sum(), List.of(leaf))
                                                        .of(leaf));
                                return scope.detach(bounds.stopGradient());
                            } finally {
                                runtime.release(leaf);
                            }
                        });
        Tensor gradientAlone = head.sub(held).mul(slope[0]).sum(-1);
        return value.add(gradientAlone).neg().expandDims(0);
    }

    private JointPosterior at(Posterior q) {
        return new LocalAscent.FoundPosterior(encoder.encoder().latent(), q, TrainingEffects.NONE);
    }

    @Override
    public Optional<AmortizedInference> amortized() {
        return Optional.of(encoder);
    }

    @Override
    public boolean needsGradient() {
        return true;
    }

    @Override
    public String name() {
        return "semi-amortized";
    }

    /** Returns the encoder's parameters, under its names; none of a trained model's encoder. */
    @Override
    public List<Parameter> parameters() {
        return learned ? encoder.parameters() : List.of();
    }
}
