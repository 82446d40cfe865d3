// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.Updates;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Update;

/**
 * Gradient ascent by Adam on parameters that live no longer than the ascent.
 *
 * @param steps in training, and in evaluation unless that has a number of its own
 * @param samples draws per datum and step
 * @param learningRate of Adam, whose decays are the published ones
 */
record LocalAscent(int steps, @Nullable Integer evaluationSteps, int samples, double learningRate) {

    LocalAscent {
        Counts.atLeastOne("steps", steps);
        Counts.atLeastOne("samples", samples);
        if (evaluationSteps != null) {
            Counts.atLeastOne("evaluationSteps", evaluationSteps);
        }
        Counts.positive("learningRate", learningRate);
    }

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    /** The objective at a step. */
    @FunctionalInterface
    interface Bound {
        /**
         * Returns the bounds of the data.
         *
         * @param parameters [B, width]
         * @param step from 0
         * @return [B]
         */
        Tensor of(Tensor parameters, int step);
    }

    /**
     * Returns a posterior through whose draws gradients can be followed.
     *
     * @throws IllegalArgumentException if they pass none
     */
    static Posterior usable(Posterior q, String inference) {
        GradientKind kind = q.gradient();
        if (!kind.isThroughDraw() || q.isPointMass()) {
            throw new IllegalArgumentException(
                    ("inference %s follows gradients through draws, which %s does not"
                                    + " pass in evaluation (%s)")
                            .formatted(
                                    inference,
                                    q.getClass().getSimpleName(),
                                    q.isPointMass() ? "a point mass" : kind.label()));
        }
        return q;
    }

    /**
     * Returns the objective of the ascent. Training uses the objective of the estimator, with the
     * penalties of the draws. Evaluation uses the evidence lower bound, without weights.
     *
     * @param inTraining what the estimator maximises
     * @param draw whose gradient reaches the parameters
     * @param key for draws of a regulariser's own
     * @return [B]
     */
    static Tensor objective(
            RegularizedBound inTraining,
            LatentVariableModel model,
            Batch batch,
            JointDraw draw,
            RandomKey key,
            Phase phase) {
        if (!(phase instanceof Phase.Training training)) {
            return ElboTerms.of(model, batch, draw, KlMode.AUTO).bound();
        }
        Step step = new Step(model, batch, key, training.clock(), inTraining.regularizer());
        Tensor value = inTraining.of(draw, step).value();
        for (Tensor penalty : draw.effects().penalties().values()) {
            value = value.sub(penalty.mean(0));
        }
        return value;
    }

    /**
     * Climbs from a start. The gradient is that of the sum over the batch. Where each datum has a
     * bound of its own, the data do not influence one another, as Adam scales every coordinate by
     * itself.
     *
     * @param start [B, width]
     * @return [B, width], without a gradient
     */
    Tensor climb(Tensor start, Phase phase, Bound bound) {
        TensorRuntime runtime = start.runtime();
        boolean training = phase instanceof Phase.Training;
        int last = training || evaluationSteps == null ? steps : evaluationSteps;
        return runtime.unrecorded(
                () -> {
                    Tensor zeros = runtime.zeros(start.shape(), start.dtype());
                    Tensor parameters = runtime.keep(start, true);
                    Tensor firstMoment = runtime.keep(zeros, false);
                    Tensor secondMoment = runtime.keep(zeros, false);
                    List<Tensor> moments = List.of(firstMoment, secondMoment);
                    try {
                        for (int step = 0; step < last; step++) {
                            step(parameters, moments, bound, step);
                        }
                        return parameters.stopGradient().mul(1);
                    } finally {
                        List.of(parameters, firstMoment, secondMoment).forEach(runtime::release);
                    }
                });
    }

    private void step(Tensor parameters, List<Tensor> moments, Bound bound, int step) {
        TensorRuntime runtime = parameters.runtime();
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor loss = bound.of(parameters, step).sum().neg();
            Gradients gradients = tape.gradients(loss, List.of(parameters));
            Tensor gradient =
                    gradients
                            .find(parameters)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "the bound does not depend on the parameters"));
            AdamStep adam = new AdamStep(learningRate, BETA1, BETA2, EPSILON, 0, step + 1L);
            Updates.step(List.of(new Update<>(parameters, gradient, moments)), 1, adam);
        }
    }

    /**
     * The posterior of one latent variable, with parameters that an ascent found.
     *
     * @param effects what the inference asks of a training step
     */
    record FoundPosterior(String latent, Posterior first, TrainingEffects effects)
            implements JointPosterior {

        @Override
        public JointDraw draw(RandomKey key, int samples) {
            LatentDraw draw = new LatentDraw(latent, first, first.draw(key, samples), false);
            return new JointDraw(List.of(draw), effects);
        }

        @Override
        public Tensor logProbability(Latents values) {
            return values.value(latent).logProbabilityUnder(first);
        }

        @Override
        public Map<String, Posterior> atLocation() {
            return Map.of(latent, first);
        }

        @Override
        public Latents location() {
            return Latents.of(latent, first.location());
        }
    }
}
