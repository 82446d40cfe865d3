// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.model.ExampleTensors;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The training loop.
 *
 * <p>Step s uses the batch of step s and the key {@code key.split("estimator").fold(s)}. Its result
 * depends only on the key, the parameters, s and the number of steps planned. So a run that was
 * interrupted continues to the same result, and {@code checkEvery} changes nothing. The last
 * checkpoint holds the parameters that training leaves in the model: under early stopping, the
 * best.
 *
 * <p>Training has one phase, or two if the prior is fitted after the rest. Steps count through
 * both. The second phase has its own clock, schedules, optimiser and early stopping.
 */
public final class Trainer {

    private static final int PREFETCH_DEPTH = 4;

    private final List<TrainingPhase> phases;
    private final TrainingSettings settings;
    private final RandomKey key;
    private final TensorRuntime runtime;
    private final List<Parameter> modelParameters;
    private final List<Parameter> estimatorParameters;
    private final FiniteGuard guard;
    private final Frozen frozen;
    private TrainingPhase phase;
    private List<Long> continuedAt = List.of();

    /**
     * Prepares training from the model's present parameters. If the settings ask for steps that fit
     * the prior alone, the prior is learned in the other steps too. While the regulariser changes,
     * early stopping spends no patience.
     *
     * @param key of the run; its names {@code shuffle}, {@code binarize} and {@code estimator} are
     *     used
     * @param frozen parameters and state of the model that training leaves as they are
     * @throws IllegalArgumentException if nothing is left to learn
     */
    public Trainer(
            AssembledModel assembled,
            TrainingSettings settings,
            RandomKey key,
            List<Parameter> frozen) {
        LatentVariableModel model = assembled.model();
        this.frozen = new Frozen(frozen);
        this.phases = TrainingPhase.of(assembled, settings, this.frozen);
        this.settings = settings;
        this.key = key;
        this.runtime = model.runtime();
        this.modelParameters = model.parameters();
        this.estimatorParameters = assembled.estimatorParameters();
        List<Parameter> all = new ArrayList<>(modelParameters);
        estimatorParameters.forEach(p -> all.add(p.within(TrainingPhase.ESTIMATOR)));
        this.guard = new FiniteGuard(runtime, all);
        this.phase = phases.get(0);
    }

    /**
     * Takes the parameters that a start has restored: what parts take from the data of the first
     * step does not touch them. Its gradient does.
     *
     * @return this
     */
    public Trainer startedWith(List<Parameter> restored) {
        frozen.restored(restored);
        return this;
    }

    /**
     * Trains until the last step, until {@code training.until} or until the listener finishes it,
     * from the store's checkpoint if it has one.
     *
     * @param validation estimates the bound of a phase's model on validation data, for early
     *     stopping
     * @param interrupted is called after every group of steps whose losses are read together; if it
     *     returns true, a checkpoint is saved and training ends
     * @throws NonFiniteException if the loss, an update or the bound on validation data is not
     *     finite; it has the state before if training still had it
     * @throws IllegalArgumentException if the store's checkpoint is of another model, optimiser,
     *     key or dtype, or of another number of steps; it may be of fewer if no part depends on
     *     their number
     */
    public TrainingOutcome train(
            Batches batches,
            ToDoubleFunction<LatentVariableModel> validation,
            CheckpointStore store,
            TrainingListener listener,
            BooleanSupplier interrupted) {
        try {
            return trainOrFail(batches, validation, store, listener, interrupted);
        } catch (NonFiniteException e) {
            throw withState(e);
        }
    }

    private NonFiniteException withState(NonFiniteException failure) {
        if (!failure.leftStateAsItWas()) {
            return failure;
        }
        try {
            return failure.from(checkpoint(failure.stepsBefore()));
        } catch (RuntimeException | OutOfMemoryError e) {
            failure.addSuppressed(e);
            return failure;
        }
    }

    private TrainingOutcome trainOrFail(
            Batches batches,
            ToDoubleFunction<LatentVariableModel> validation,
            CheckpointStore store,
            TrainingListener listener,
            BooleanSupplier interrupted) {
        long first = store.load().map(this::restore).orElse(0L);
        long done = first;
        try (TrainingExamples examples = examples(batches, first);
                Frozen kept = frozen;
                CheckedSteps steps = steps(batches, examples, listener)) {
            if (first == 0) {
                observe(first, listener);
            }
            while (!isOver(done) && done < settings.lastStep()) {
                long next = nextCheck(done, done == first, listener);
                steps.take(phase, done, next, phase.equals(phases.get(0)));
                done = next;
                observe(done, listener);
                if (phase.isValidationDue(done)) {
                    validate(done, validation, listener);
                }
                if (phase.isOver(done) && !isInLastPhase()) {
                    enterNextPhase(done);
                    save(store, done);
                }
                if (isOver(done) || done == settings.lastStep() || listener.isFinished()) {
                    break;
                }
                if (interrupted.getAsBoolean()) {
                    save(store, done);
                    return steps.outcome(phase, done, TrainingOutcome.Ending.INTERRUPTED);
                }
                if (done % settings.checkpointEvery() == 0) {
                    save(store, done);
                }
            }
            boolean isFinished = !isOver(done) && listener.isFinished();
            if (!isOver(done) && !isFinished) {
                guard.requireFiniteParameters(done);
                phase.average().takePlace();
                save(store, done);
                return steps.outcome(phase, done, TrainingOutcome.Ending.PAUSED);
            }
            guard.requireFiniteParameters(done);
            phase.settle();
            save(store, done);
            if (isFinished) {
                return steps.outcome(phase, done, TrainingOutcome.Ending.FINISHED);
            }
            return steps.outcome(
                    phase,
                    done,
                    done < settings.allSteps() || phase.earlyStop().isOver()
                            ? TrainingOutcome.Ending.STOPPED_EARLY
                            : TrainingOutcome.Ending.COMPLETED);
        }
    }

    /**
     * Trains up to a step, and returns the state there. This trainer must not have trained before.
     * The parameters are checked after every step, so the step that first spoils one is known.
     *
     * @param step the number of steps done in that state; a step of the run
     * @param latest a checkpoint of the run at or before that step; empty: starts from the
     *     beginning
     * @param interrupted ends the way there
     * @return the state; empty if interrupted
     * @throws NonFiniteException if a number is not finite before that step
     */
    public Optional<Checkpoint> stateAfter(
            long step,
            Batches batches,
            ToDoubleFunction<LatentVariableModel> validation,
            Optional<Checkpoint> latest,
            TrainingListener listener,
            BooleanSupplier interrupted) {
        if (latest.map(Checkpoint::step).orElse(0L) == step) {
            return Optional.of(latest.orElseGet(() -> checkpoint(0)));
        }
        LatestInMemory store = new LatestInMemory(latest, listener);
        trainOrFail(
                batches,
                validation,
                store,
                store,
                () -> {
                    guard.requireFiniteParameters(store.done());
                    return store.done() == step || interrupted.getAsBoolean();
                });
        return store.at(step);
    }

    /** Takes one step from a saved state with a saved batch, and describes it. */
    public ReplayedStep replay(Checkpoint before, ExampleTensors examples) {
        restore(before);
        TrainingStep step =
                new TrainingStep(
                        settings,
                        key.split("estimator"),
                        runtime,
                        guard,
                        Long.MAX_VALUE,
                        TrainingListener.SILENT);
        @Nullable NonFiniteException failure = null;
        try {
            step.take(phase, examples, before.step());
            guard.requireFiniteParameters(before.step() + 1);
        } catch (NonFiniteException e) {
            failure = e;
        }
        restore(before);
        return ReplayedStep.inspect(step, phase, examples, before.step(), failure);
    }

    /** Restores a saved state, and returns the bound that validation finds there. */
    public double replayValidation(
            Checkpoint state, ToDoubleFunction<LatentVariableModel> validation) {
        restore(state);
        return phase.average().with(() -> validation.applyAsDouble(phase.plan().model()));
    }

    private TrainingExamples examples(Batches batches, long first) {
        return settings.keepsDataOnDevice(batches, runtime)
                ? TrainingExamples.resident(batches, runtime)
                : TrainingExamples.prefetched(batches, runtime, first, PREFETCH_DEPTH);
    }

    private CheckedSteps steps(
            Batches batches, TrainingExamples examples, TrainingListener listener) {
        TrainingStep step =
                new TrainingStep(
                        settings,
                        key.split("estimator"),
                        runtime,
                        guard,
                        batches.stepsPerEpoch(),
                        listener);
        List<Parameter> changing = new ArrayList<>(modelParameters);
        changing.addAll(estimatorParameters);
        return new CheckedSteps(runtime, step, examples, changing, settings.lastStep(), listener);
    }

    /**
     * Returns the number of steps done when losses are checked next: at the latest before the
     * parameters are observed, validated or saved.
     *
     * @param alone whether the group is a single step, as the first of a process is
     */
    private long nextCheck(long done, boolean alone, TrainingListener listener) {
        long latest = done + (alone ? 1 : settings.checkEvery(runtime));
        long next = done + 1;
        while (next < latest
                && next != settings.lastStep()
                && !phase.isOver(next)
                && !phase.isValidationDue(next)
                && !settings.isObserved(next)
                && !listener.isAsked(next)
                && next % settings.checkpointEvery() != 0) {
            next++;
        }
        return next;
    }

    private boolean isOver(long done) {
        return phase.isOver(done) && isInLastPhase();
    }

    private boolean isInLastPhase() {
        return phase.equals(phases.get(phases.size() - 1));
    }

    private void enterNextPhase(long done) {
        guard.requireFiniteParameters(done);
        phase.settle();
        TrainingPhase before = phase;
        phase = phases.get(phases.indexOf(phase) + 1);
        phase.begin(done, before);
    }

    private void validate(
            long done,
            ToDoubleFunction<LatentVariableModel> validation,
            TrainingListener listener) {
        guard.requireFiniteParameters(done);
        phase.average()
                .with(
                        () -> {
                            double bound = validation.applyAsDouble(phase.plan().model());
                            FiniteGuard.requireFiniteBound(bound, done);
                            listener.validated(done, bound, phase.hear(bound, done));
                            return bound;
                        });
    }

    private void observe(long done, TrainingListener listener) {
        if (settings.isObserved(done)) {
            listener.observable(phase.view(done));
        }
    }

    private void save(CheckpointStore store, long done) {
        guard.requireFiniteParameters(done);
        store.save(checkpoint(done));
    }

    private Checkpoint checkpoint(long done) {
        Map<String, Checkpoint.Array> arrays = new LinkedHashMap<>();
        ParameterArrays.copy(modelParameters, Checkpoint.MODEL, arrays);
        ParameterArrays.copy(estimatorParameters, TrainingPhase.ESTIMATOR, arrays);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(Checkpoint.STEP, Long.toString(done));
        facts.put(Checkpoint.STEPS, plannedSteps());
        if (!continuedAt.isEmpty()) {
            facts.put(
                    Checkpoint.CONTINUED_AT,
                    continuedAt.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
        facts.put(Checkpoint.KEY, key.toString());
        facts.put(Checkpoint.DTYPE, runtime.dtype().toString());
        phase.save(arrays, facts);
        return new Checkpoint(arrays, facts);
    }

    /** Returns the steps of each phase, such as {@code 5000+2000}. */
    private String plannedSteps() {
        return phases.stream()
                .map(p -> Long.toString(p.plan().steps()))
                .collect(Collectors.joining("+"));
    }

    private long restore(Checkpoint checkpoint) {
        continuedAt = continuedAt(checkpoint);
        requireSame(Checkpoint.KEY, key.toString(), checkpoint);
        requireSame(Checkpoint.DTYPE, runtime.dtype().toString(), checkpoint);
        Map<String, Checkpoint.Array> left = checkpoint.ofTraining();
        phase = TrainingPhase.restored(phases, checkpoint, left);
        ParameterArrays.take(modelParameters, Checkpoint.MODEL, left);
        ParameterArrays.take(estimatorParameters, TrainingPhase.ESTIMATOR, left);
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "the checkpoint has arrays that this run does not: "
                            + String.join(", ", left.keySet()));
        }
        phase.average().resume(checkpoint);
        return checkpoint.step();
    }

    /**
     * A checkpoint of fewer planned steps is one of this run too, if nothing depends on their
     * number.
     */
    private List<Long> continuedAt(Checkpoint checkpoint) {
        List<Long> before = checkpoint.continuedAt();
        String planned = checkpoint.fact(Checkpoint.STEPS);
        if (planned.equals(plannedSteps())) {
            return before;
        }
        boolean hasMore =
                checkpoint.obstacleToMoreSteps().isEmpty()
                        && phases.size() == 1
                        && checkpoint.wholeNumber(Checkpoint.STEPS) < settings.steps();
        if (!hasMore) {
            requireSame(Checkpoint.STEPS, plannedSteps(), checkpoint);
        }
        return Stream.concat(before.stream(), Stream.of(checkpoint.step())).toList();
    }

    private static void requireSame(String fact, String expected, Checkpoint checkpoint) {
        String found = checkpoint.fact(fact);
        if (!found.equals(expected)) {
            throw new IllegalArgumentException(
                    "the checkpoint is of a run with %s %s, this one has %s"
                            .formatted(fact, found, expected));
        }
    }
}
