// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.UnreadNumber;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.ReducedProducts;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * One step of training: a function of the parameters, the key and the number of the step, so that one
 * which is taken again from the same parameters finds the same. Steps count from 0.
 */
final class TrainingStep {

    private final TrainingSettings settings;
    private final RandomKey key;
    private final TensorRuntime runtime;
    private final FiniteGuard guard;
    private final long stepsPerEpoch;

    /**
     * Prepares steps.
     *
     * @param key under which each step has its own, by its number
     * @param stepsPerEpoch of the training stream
     */
    TrainingStep(
            TrainingSettings settings,
            RandomKey key,
            TensorRuntime runtime,
            FiniteGuard guard,
            long stepsPerEpoch) {
        this.settings = settings;
        this.key = key;
        this.runtime = runtime;
        this.guard = guard;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /** Takes what a step has found, while its tensors live. */
    private interface Found extends Consumer<StepValues> {}

    /**
     * Takes a step whose loss is looked at before the parameters change.
     *
     * @return what the history hears of it; empty if this is no step of the history
     * @throws NonFiniteException if the loss is not finite, or the gradient where it is clipped
     */
    Optional<StepReport> take(Stage stage, ExampleTensors examples, long step) {
        Report report = new Report();
        take(stage, examples, step, true, isReported(step) ? report : null);
        return Optional.ofNullable(report.read);
    }

    private static final class Report implements Found {
        private @Nullable StepReport read;

        @Override
        public void accept(StepValues values) {
            read = values.report(values.onDevice().readDoubles());
        }
    }

    /**
     * Takes a step whose loss nobody has looked at yet; it joins what is pending.
     *
     * @throws NonFiniteException if the gradient is not finite, where it is clipped by a norm that is
     *     read at once
     */
    void take(Stage stage, ExampleTensors examples, long step, PendingSteps pending) {
        take(stage, examples, step, false, pending::add);
    }

    private void take(
            Stage stage, ExampleTensors examples, long step, boolean looks, @Nullable Found found) {
        TrainingProgress clock = stage.clock(step);
        try (ReducedProducts reduced = runtime.reducedProducts();
                TensorScope scope = runtime.scope()) {
            LatentVariableModel model = stage.phase().model();
            Objective objective;
            Optional<Gradients> gradients;
            try (GradientTape tape = GradientTape.record(runtime)) {
                objective =
                        stage.phase()
                                .estimator()
                                .estimate(model, model.batch(examples), key.fold(step), clock);
                if (looks) {
                    requireFinite(objective, step);
                }
                gradients = gradients(tape, objective);
            }
            DoubleSupplier norm =
                    gradients
                            .map(toFollow -> learn(toFollow, stage, step, looks))
                            .orElse(GradientClip.NO_NORM);
            if (found != null) {
                // Before parts update their state: the weight that this step has used.
                found.accept(values(objective, stage, step, norm));
            }
            // Within the scope: state may be updated from tensors of this step.
            objective.updates().forEach(update -> update.make(clock));
        }
    }

    private boolean isReported(long step) {
        return (step + 1) % settings.historyEvery() == 0;
    }

    private StepValues values(Objective objective, Stage stage, long step, DoubleSupplier norm) {
        if (!isReported(step)) {
            return StepValues.ofLoss(objective, step, norm);
        }
        return StepValues.of(
                objective,
                step,
                (double) (step + 1) / stepsPerEpoch,
                stage.learningRate(stage.clock(step)),
                norm);
    }

    private void requireFinite(Objective objective, long step) {
        if (!Double.isFinite(objective.loss().readScalar())) {
            throw guard.blame(StepValues.means(objective), step);
        }
    }

    /** A step that only updates state, such as a maximisation, has none. */
    private static Optional<Gradients> gradients(GradientTape tape, Objective objective) {
        Tensor minimised = objective.minimised();
        boolean onlyUpdates = !minimised.isTracked() && !objective.updates().isEmpty();
        return onlyUpdates ? Optional.empty() : Optional.of(tape.gradients(minimised));
    }

    /** Follows the gradients; returns their norm where it was computed. */
    private DoubleSupplier learn(Gradients gradients, Stage stage, long step, boolean looks) {
        TrainingProgress clock = stage.clock(step);
        List<Parameter> learned = stage.phase().movingAt(clock.step());
        GradientClip clip = GradientClip.of(settings.clip(), learned, gradients);
        DoubleSupplier norm = clip.norm();
        if (settings.clip() != null && (looks || !(norm instanceof UnreadNumber))) {
            guard.requireFiniteGradient(norm.getAsDouble(), learned, gradients, step);
        }
        stage.learn(clip.gradients(), clip.scale(), clock);
        return norm;
    }
}
