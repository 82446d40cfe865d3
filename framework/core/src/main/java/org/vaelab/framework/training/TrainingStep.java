// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.KlRegularizer.UnreadNumber;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.ReducedProducts;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * One step of training. Its result depends only on the parameters, the key and the number of the
 * step, so it can be repeated. Steps count from 0.
 *
 * @param key is folded with the number of each step
 */
record TrainingStep(
        TrainingSettings settings,
        RandomKey key,
        TensorRuntime runtime,
        FiniteGuard guard,
        long stepsPerEpoch,
        TrainingListener listener) {

    /**
     * Runs a step and reads its loss before the parameters change.
     *
     * @return the report; empty if the history and the listener leave this step out
     */
    Optional<StepReport> take(TrainingPhase phase, ExampleTensors examples, long step) {
        return take(phase, examples, step, true, StepValues::read);
    }

    /** Runs a step and leaves its values on the device. The caller releases them. */
    StepValues takeUnread(TrainingPhase phase, ExampleTensors examples, long step) {
        return take(phase, examples, step, false, StepValues::kept);
    }

    private <T> T take(
            TrainingPhase phase,
            ExampleTensors examples,
            long step,
            boolean readsLoss,
            Function<StepValues, T> result) {
        try (ReducedProducts reduced = runtime.reducedProducts();
                TensorScope scope = runtime.scope()) {
            Objective objective;
            Optional<Gradients> gradients;
            try (GradientTape tape = GradientTape.record(runtime)) {
                objective = objective(phase, examples, step);
                if (readsLoss && !Double.isFinite(objective.loss().readScalar())) {
                    throw guard.blame(StepValues.means(objective), step);
                }
                gradients = gradients(tape, objective);
            }
            Followed followed =
                    gradients
                            .map(toFollow -> learn(toFollow, phase, step, readsLoss))
                            .orElse(new Followed(GradientClip.NO_NORM, false));
            // Before parts update their state: the weight that this step has used.
            T found = result.apply(values(objective, phase, step, followed.norm()));
            if (!followed.skipped()) {
                // Within the scope: state may be updated from tensors of this step.
                phase.update(objective.updates(), phase.clock(step));
            }
            return found;
        }
    }

    /** Estimates the objective of a step, with the networks that the phase learns in training. */
    Objective objective(TrainingPhase phase, ExampleTensors examples, long step) {
        TrainingPhase.Plan plan = phase.plan();
        RandomKey own = key.fold(step);
        try (TrainingMode.Pass pass = plan.mode().begin(own.split("networks"), phase.learned())) {
            return plan.estimator()
                    .estimate(
                            new Step(
                                    plan.model(),
                                    plan.model().batch(examples),
                                    own,
                                    phase.clock(step),
                                    plan.regularizer()))
                    .with(pass.updates());
        }
    }

    private boolean isReported(long step) {
        return (step + 1) % settings.historyEvery() == 0 || listener.isAsked(step + 1);
    }

    private StepValues values(
            Objective objective, TrainingPhase phase, long step, DoubleSupplier norm) {
        if (!isReported(step)) {
            return StepValues.ofLoss(objective, norm);
        }
        return StepValues.of(
                objective,
                step,
                (double) (step + 1) / stepsPerEpoch,
                phase.learningRate(phase.clock(step)),
                norm,
                phase.skipped().total());
    }

    /** Returns no gradients for a step that only updates state, such as a maximisation. */
    static Optional<Gradients> gradients(GradientTape tape, Objective objective) {
        return objective.onlyUpdates()
                ? Optional.empty()
                : Optional.of(tape.gradients(objective.minimised()));
    }

    /**
     * What was done with a gradient.
     *
     * @param norm of the gradient; NaN if it was not computed
     * @param skipped whether the step changes nothing
     */
    private record Followed(DoubleSupplier norm, boolean skipped) {}

    /** Follows the gradients, unless the step is skipped. */
    private Followed learn(Gradients gradients, TrainingPhase phase, long step, boolean readsNorm) {
        TrainingProgress clock = phase.clock(step);
        List<Parameter> learned = phase.movingAt(clock.step());
        boolean decides = phase.skipped().needNorms();
        GradientClip clip = GradientClip.of(settings.clip(), decides, learned, gradients);
        DoubleSupplier norm = clip.norm();
        if (norm != GradientClip.NO_NORM
                && (readsNorm || decides || !(norm instanceof UnreadNumber))) {
            guard.requireFiniteGradient(norm.getAsDouble(), learned, gradients, step);
        }
        boolean skipped = decides && phase.skips(norm.getAsDouble(), clock);
        if (!skipped) {
            phase.learn(clip.gradients(), clip.scale(), clock);
        }
        return new Followed(norm, skipped);
    }
}
