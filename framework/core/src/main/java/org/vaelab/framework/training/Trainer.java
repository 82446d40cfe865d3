// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The one training loop.
 *
 * <p>Step s sees the batch of step s and draws under {@code key.split("estimator").fold(s)}: what
 * happens at a step depends on the key, the parameters, s and the number of steps planned alone,
 * so a run that was interrupted goes on to the same result. How many steps pass between two looks at
 * their losses makes no difference to it. The last checkpoint holds the
 * parameters that training leaves in the model: under early stopping, the best.
 *
 * <p>Training has one phase, or two if the prior is fitted after the rest. Steps count through both;
 * clocks, schedules, the optimiser and early stopping begin anew in the second.
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
    private Stage stage;

    /**
     * Prepares training from the model's present parameters. If the settings ask for steps that fit
     * the prior alone, it goes on from what it has learned with the rest.
     *
     * @param key of the run; its names {@code shuffle}, {@code binarize} and {@code estimator} are
     *     used
     */
    public Trainer(
            LatentVariableModel model,
            Estimator estimator,
            TrainingSettings settings,
            RandomKey key) {
        this(model, model, estimator, settings.klWeights(), settings, key);
    }

    /**
     * Prepares training from the model's present parameters.
     *
     * @param model what training ends with
     * @param trained what the estimator trains: the model, or the same under another prior if its
     *     own is fitted afterwards
     * @param regularizer what stands for the KL in the estimator's loss: while it is on its way, early
     *     stopping spends no patience
     * @param key of the run; its names {@code shuffle}, {@code binarize} and {@code estimator} are
     *     used
     */
    public Trainer(
            LatentVariableModel model,
            LatentVariableModel trained,
            Estimator estimator,
            KlRegularizer regularizer,
            TrainingSettings settings,
            RandomKey key) {
        this.phases = TrainingPhase.of(model, trained, estimator, regularizer, settings);
        this.settings = settings;
        this.key = key;
        this.runtime = model.runtime();
        this.modelParameters = model.parameters();
        this.estimatorParameters = estimator.parameters();
        List<Parameter> all = new ArrayList<>(modelParameters);
        estimatorParameters.forEach(p -> all.add(p.within(TrainingPhase.ESTIMATOR)));
        this.guard = new FiniteGuard(runtime, all);
        this.stage = stage(phases.get(0), 0);
    }

    private Stage stage(TrainingPhase phase, long start) {
        EarlyStop earlyStop = new EarlyStop(settings.earlyStopping(), modelParameters);
        return new Stage(phase, earlyStop, start);
    }

    /**
     * Trains until the last step, from the store's checkpoint if it has one.
     *
     * @param batches the training stream
     * @param validation estimates the bound of the model of a phase on validation data; used by
     *     early stopping only
     * @param store where checkpoints go
     * @param interrupted asked after every step, or group of steps whose losses are looked at
     *     together; on true, a checkpoint is saved and training ends
     * @throws NonFiniteException if the loss, an update or the bound on validation data is not
     *     finite
     * @throws IllegalArgumentException if the store's checkpoint is of another model, optimiser,
     *     key, dtype or number of steps
     */
    public TrainingOutcome train(
            Batches batches,
            ToDoubleFunction<LatentVariableModel> validation,
            CheckpointStore store,
            TrainingListener listener,
            BooleanSupplier interrupted) {
        long first = store.load().map(this::restore).orElse(0L);
        StepTimes times = new StepTimes();
        CheckedSteps.Listener heard =
                (number, nanos, report) -> {
                    listener.stepped(number, settings.allSteps(), nanos);
                    report.ifPresent(listener::reported);
                };
        long done = first;
        try (TrainingExamples examples = examples(batches, first);
                CheckedSteps steps = steps(batches, examples, times)) {
            while (!isOver(done)) {
                long next = nextCheck(done, done == first);
                steps.take(stage, done, next, isInFirstPhase(), heard);
                done = next;
                if (stage.isValidationDue(done)) {
                    validate(done, validation, listener);
                }
                if (stage.isOver(done) && !isInLastPhase()) {
                    enterNextPhase(done);
                    save(store, done);
                }
                if (isOver(done)) {
                    break;
                }
                if (interrupted.getAsBoolean()) {
                    save(store, done);
                    return outcome(done, TrainingOutcome.Ending.INTERRUPTED, times);
                }
                if (done % settings.checkpointEvery() == 0) {
                    save(store, done);
                }
            }
        }
        guard.requireFiniteParameters(done);
        stage.earlyStop().restoreBest();
        save(store, done);
        return outcome(
                done,
                done < settings.allSteps() || stage.earlyStop().isOver()
                        ? TrainingOutcome.Ending.STOPPED_EARLY
                        : TrainingOutcome.Ending.COMPLETED,
                times);
    }

    private TrainingExamples examples(Batches batches, long first) {
        return settings.keepsDataOnDevice(batches, runtime)
                ? TrainingExamples.resident(batches, runtime, first)
                : TrainingExamples.prefetched(batches, runtime, first, PREFETCH_DEPTH);
    }

    private CheckedSteps steps(Batches batches, TrainingExamples examples, StepTimes times) {
        TrainingStep step =
                new TrainingStep(
                        settings, key.split("estimator"), runtime, guard, batches.stepsPerEpoch());
        List<Parameter> changing = new ArrayList<>(modelParameters);
        changing.addAll(estimatorParameters);
        return new CheckedSteps(runtime, step, examples, changing, times);
    }

    /**
     * Returns the number of steps done when losses are looked at next: at the latest before anything
     * is made of the parameters.
     *
     * @param alone whether a single step comes next: the first, whose time is kept apart
     */
    private long nextCheck(long done, boolean alone) {
        long latest = done + (alone ? 1 : settings.checkEvery(runtime));
        long next = done + 1;
        while (next < latest
                && !stage.isOver(next)
                && !stage.isValidationDue(next)
                && next % settings.checkpointEvery() != 0) {
            next++;
        }
        return next;
    }

    private boolean isOver(long done) {
        return stage.isOver(done) && isInLastPhase();
    }

    private boolean isInFirstPhase() {
        return stage.phase().equals(phases.get(0));
    }

    private boolean isInLastPhase() {
        return stage.phase().equals(phases.get(phases.size() - 1));
    }

    private void enterNextPhase(long done) {
        guard.requireFiniteParameters(done);
        stage.earlyStop().restoreBest();
        stage = stage(phases.get(phases.indexOf(stage.phase()) + 1), done);
    }

    private void validate(
            long done,
            ToDoubleFunction<LatentVariableModel> validation,
            TrainingListener listener) {
        guard.requireFiniteParameters(done);
        double bound = validation.applyAsDouble(stage.phase().model());
        FiniteGuard.requireFiniteBound(bound, done);
        listener.validated(done, bound, stage.hear(bound, done));
    }

    private static TrainingOutcome outcome(
            long done, TrainingOutcome.Ending ending, StepTimes times) {
        return new TrainingOutcome(done, ending, times.millis(), times.firstEnd());
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
        facts.put(Checkpoint.KEY, key.toString());
        facts.put(Checkpoint.DTYPE, runtime.dtype().toString());
        stage.save(arrays, facts);
        return new Checkpoint(arrays, facts);
    }

    /** Returns the steps of each phase, such as {@code 5000+2000}. */
    private String plannedSteps() {
        return phases.stream()
                .map(phase -> Long.toString(phase.steps()))
                .collect(Collectors.joining("+"));
    }

    private long restore(Checkpoint checkpoint) {
        requireSame(Checkpoint.STEPS, plannedSteps(), checkpoint);
        requireSame(Checkpoint.KEY, key.toString(), checkpoint);
        requireSame(Checkpoint.DTYPE, runtime.dtype().toString(), checkpoint);
        Map<String, Checkpoint.Array> left = checkpoint.ofTraining();
        stage = stage(phaseOf(checkpoint), Stage.startOf(checkpoint));
        stage.load(checkpoint, left);
        restore(modelParameters, Checkpoint.MODEL, left);
        restore(estimatorParameters, TrainingPhase.ESTIMATOR, left);
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "the checkpoint has arrays that this run does not: "
                            + String.join(", ", left.keySet()));
        }
        return checkpoint.step();
    }

    private TrainingPhase phaseOf(Checkpoint checkpoint) {
        String name = Stage.phaseOf(checkpoint);
        return phases.stream()
                .filter(phase -> phase.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "the checkpoint is of a phase '"
                                                + name
                                                + "', which this run does not have"));
    }

    private static void restore(
            List<Parameter> parameters, String prefix, Map<String, Checkpoint.Array> left) {
        ParameterArrays.restore(parameters, prefix, left);
        left.keySet().removeAll(ParameterArrays.names(parameters, prefix));
    }

    private static void requireSame(String fact, String expected, Checkpoint checkpoint) {
        String found = checkpoint.fact(fact);
        if (!found.equals(expected)) {
            throw new IllegalArgumentException(
                    "the checkpoint is of a run with "
                            + fact
                            + " "
                            + found
                            + ", this one has "
                            + expected);
        }
    }
}
