// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingMode;
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
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Posteriors whose parameters a gradient ascent finds for each datum, with the generative model
 * held fixed.
 *
 * @param objective what is maximised in training
 * @param mode of the networks, which the ascent holds fixed
 */
record LocalInference(
        String name,
        LocalAscent ascent,
        String latent,
        PosteriorFamily family,
        KlRegistry kl,
        Start start,
        RegularizedBound objective,
        TrainingMode mode)
        implements AscendingInference {

    /** Where the ascent begins. */
    sealed interface Start {
        /** Returns the parameters of a batch, [B, width]. */
        Tensor of(GenerativeModel p, Batch batch, PosteriorFamily family, boolean training);

        /** Returns what the inference asks of a training step. */
        TrainingEffects effects(Batch batch, Tensor start, Tensor found, LocalAscent.Bound bound);

        List<Parameter> parameters(PosteriorFamily family);
    }

    /**
     * Parameters of each datum, at first 0.
     *
     * @param trained whose output they start from in evaluation
     * @param table of the training data; empty beside a trained model
     */
    record Own(Optional<AmortizedInference> trained, Optional<LocalTable> table) implements Start {
        @Override
        public Tensor of(GenerativeModel p, Batch batch, PosteriorFamily family, boolean training) {
            if (trained.isPresent()) {
                return trained.get().headOutput(p, batch);
            }
            return training && table.isPresent()
                    ? table.get().read(batch)
                    : p.runtime().zeros(Shape.of(batch.size(), family.head().width()));
        }

        @Override
        public TrainingEffects effects(
                Batch batch, Tensor start, Tensor found, LocalAscent.Bound bound) {
            return TrainingEffects.of(
                    table.map(rows -> rows.remember(batch, found::readDoubles)).stream().toList());
        }

        /**
         * Returns the table and the family's parameters; none beside an encoder, which has the
         * latter.
         */
        @Override
        public List<Parameter> parameters(PosteriorFamily family) {
            return table.isEmpty()
                    ? List.of()
                    : Stream.concat(
                                    Stream.of(table.get().parameter()),
                                    family.parameters().stream().map(p -> p.within("posterior")))
                            .toList();
        }
    }

    /**
     * The output of an encoder.
     *
     * @param learned whether the encoder is this inference's own, and not that of a trained model
     */
    record Encoded(AmortizedInference encoder, boolean learned) implements Start {
        @Override
        public Tensor of(GenerativeModel p, Batch batch, PosteriorFamily family, boolean training) {
            return encoder.headOutput(p, batch);
        }

        @Override
        public TrainingEffects effects(
                Batch batch, Tensor start, Tensor found, LocalAscent.Bound bound) {
            return learned
                    ? new TrainingEffects(Map.of("encoder", penalty(start, bound)), List.of())
                    : TrainingEffects.NONE;
        }

        /** Returns the encoder's parameters, under its names; none of a trained model's encoder. */
        @Override
        public List<Parameter> parameters(PosteriorFamily family) {
            return learned ? encoder.parameters() : List.of();
        }

        /**
         * Minus the bound at the encoder's output, [1, B], with its gradient in the encoder alone.
         */
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
    }

    @Override
    public Inference maximising(RegularizedBound other) {
        return new LocalInference(name, ascent, latent, family, kl, start, other, mode);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if draws of the family pass no gradient in this phase
     */
    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        LatentVariableModel model = new LatentVariableModel(p, this, kl);
        LocalAscent.Bound bound =
                (parameters, step) -> {
                    Posterior q = LocalAscent.usable(family.of(parameters, phase), name);
                    RandomKey own = key.fold(step);
                    JointDraw draw = found(q, TrainingEffects.NONE).draw(own, ascent.samples());
                    return LocalAscent.objective(
                            objective, model, batch, draw, own.split("regularizer"), phase);
                };
        boolean training = phase instanceof Phase.Training;
        Tensor from = start.of(p, batch, family, training);
        Tensor parameters = mode.outside(() -> ascent.climb(from.stopGradient(), phase, bound));
        return found(
                family.of(parameters, phase),
                training ? start.effects(batch, from, parameters, bound) : TrainingEffects.NONE);
    }

    private JointPosterior found(Posterior q, TrainingEffects effects) {
        return new LocalAscent.FoundPosterior(latent, q, effects);
    }

    @Override
    public Optional<AmortizedInference> amortized() {
        return start instanceof Encoded encoded ? Optional.of(encoded.encoder()) : Optional.empty();
    }

    @Override
    public boolean remembersData() {
        return start instanceof Own;
    }

    @Override
    public boolean needsGradient() {
        return true;
    }

    @Override
    public List<Parameter> parameters() {
        return start.parameters(family);
    }
}
