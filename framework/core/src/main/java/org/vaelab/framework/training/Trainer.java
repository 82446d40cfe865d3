// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.Prefetcher;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.ReducedProducts;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;

/**
 * The one training loop.
 *
 * <p>Step s sees the batch of step s and draws under {@code key.split("estimator").fold(s)}: what
 * happens at a step depends on the key, the parameters, s and the number of steps planned alone,
 * so a run that was interrupted goes on to the same result. The last checkpoint holds the
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
     * @param interrupted asked after every step; on true, a checkpoint is saved and training ends
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
        long done = first;
        try (Prefetcher prefetcher = new Prefetcher(batches, first, PREFETCH_DEPTH)) {
            while (!isOver(done)) {
                times.start();
                Optional<StepReport> report = step(prefetcher.next(), done, batches);
                done++;
                long nanos = times.stop(isInFirstPhase());
                listener.stepped(done, settings.allSteps(), nanos);
                report.ifPresent(listener::reported);
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

    private Optional<StepReport> step(MiniBatch examples, long step, Batches batches) {
        TrainingProgress clock = stage.clock(step);
        Estimator estimator = stage.phase().estimator();
        try (ReducedProducts reduced = runtime.reducedProducts();
                TensorScope scope = runtime.scope()) {
            LatentVariableModel model = stage.phase().model();
            Objective objective;
            Optional<Gradients> gradients;
            try (GradientTape tape = GradientTape.record(runtime)) {
                objective =
                        estimator.estimate(
                                model,
                                model.batch(examples),
                                key.split("estimator").fold(step),
                                clock);
                requireFinite(objective, step);
                gradients = gradients(tape, objective);
            }
            double norm = gradients.map(found -> learn(found, clock, step)).orElse(Double.NaN);
            Optional<StepReport> report = Optional.empty();
            if ((step + 1) % settings.historyEvery() == 0) {
                double epoch = (double) (step + 1) / batches.stepsPerEpoch();
                double rate = stage.learningRate(clock);
                // Before parts update their state: the weight that this step has used.
                double klWeight = objective.klWeight().getAsDouble();
                Map<String, Double> means = means(objective);
                report = Optional.of(new StepReport(step + 1, epoch, means, rate, klWeight, norm));
            }
            // Within the scope: state may be updated from tensors of this step.
            objective.updates().forEach(update -> update.make(clock));
            return report;
        }
    }

    /** A step that only updates state, such as a maximisation, has none. */
    private static Optional<Gradients> gradients(GradientTape tape, Objective objective) {
        Tensor minimised = objective.minimised();
        boolean onlyUpdates = !minimised.isTracked() && !objective.updates().isEmpty();
        return onlyUpdates ? Optional.empty() : Optional.of(tape.gradients(minimised));
    }

    /** Follows the gradients; returns their norm where it was computed. */
    private double learn(Gradients gradients, TrainingProgress clock, long step) {
        List<Parameter> learned = stage.phase().movingAt(clock.step());
        GradientClip clip = GradientClip.of(settings.clip(), learned, gradients);
        if (settings.clip() != null) {
            guard.requireFiniteGradient(clip.norm(), learned, gradients, step);
        }
        stage.learn(gradients, clip.scale(), clock);
        return clip.norm();
    }

    private static Map<String, Double> means(Objective objective) {
        List<String> names = new ArrayList<>(List.of(StepReport.LOSS, StepReport.BOUND));
        List<Tensor> values = new ArrayList<>();
        values.add(objective.loss().reshape(Shape.of(1)));
        values.add(objective.bound().mean().reshape(Shape.of(1)));
        for (List<Objective.Term> terms : List.of(objective.terms(), objective.penalties())) {
            for (Objective.Term term : terms) {
                names.add(term.name());
                values.add(term.value().mean().reshape(Shape.of(1)));
            }
        }
        double[] read = Tensor.concatenate(values, 0).readDoubles();
        Map<String, Double> means = new LinkedHashMap<>();
        for (int i = 0; i < read.length; i++) {
            means.put(names.get(i), read[i]);
        }
        return means;
    }

    private void requireFinite(Objective objective, long step) {
        if (!Double.isFinite(objective.loss().readScalar())) {
            throw guard.blame(means(objective), step);
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
        Map<String, Checkpoint.Array> left = new TreeMap<>(checkpoint.arrays());
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
