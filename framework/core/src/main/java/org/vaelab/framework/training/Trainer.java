// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.data.Prefetcher;
import org.vaelab.framework.estimator.Batch;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
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
 */
public final class Trainer {

    private static final int PREFETCH_DEPTH = 4;
    private static final String ESTIMATOR = "estimator";
    private static final String OPTIMIZER = "optimizer";

    private final LatentVariableModel model;
    private final Estimator estimator;
    private final TrainingSettings settings;
    private final RandomKey key;
    private final Optimizer optimizer;
    private final TensorRuntime runtime;
    private final List<Parameter> modelParameters;
    private final List<Parameter> learned;
    private final EarlyStop earlyStop;
    private final FiniteGuard guard;

    /**
     * Prepares training from the model's present parameters.
     *
     * @param key of the run; its names {@code shuffle}, {@code binarize} and {@code estimator} are
     *     used
     */
    public Trainer(
            LatentVariableModel model,
            Estimator estimator,
            TrainingSettings settings,
            RandomKey key) {
        this.model = model;
        this.estimator = estimator;
        this.settings = settings;
        this.key = key;
        this.runtime = model.runtime();
        this.optimizer = settings.optimizer().create();
        this.modelParameters = model.parameters();
        this.learned = new ArrayList<>();
        for (Parameter parameter : all()) {
            if (parameter.role() == Parameter.Role.LEARNED) {
                learned.add(parameter);
            }
        }
        this.earlyStop = new EarlyStop(settings.earlyStopping(), modelParameters);
        this.guard = new FiniteGuard(runtime, all());
    }

    private List<Parameter> all() {
        List<Parameter> all = new ArrayList<>(modelParameters);
        estimator.parameters().forEach(p -> all.add(p.within(ESTIMATOR)));
        return all;
    }

    /**
     * Trains until the last step, from the store's checkpoint if it has one.
     *
     * @param batches the training stream
     * @param validation estimates the bound on validation data; used by early stopping only
     * @param store where checkpoints go
     * @param interrupted asked after every step; on true, a checkpoint is saved and training ends
     * @throws NonFiniteException if the loss, an update or the bound on validation data is not
     *     finite
     * @throws IllegalArgumentException if the store's checkpoint is of another model, optimiser,
     *     key, dtype or number of steps
     */
    public TrainingOutcome train(
            Batches batches,
            DoubleSupplier validation,
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
                long nanos = times.stop();
                listener.stepped(done, settings.steps(), nanos);
                report.ifPresent(listener::reported);
                if (earlyStop.isDue(done)) {
                    validate(done, validation, listener);
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
        earlyStop.restoreBest();
        save(store, done);
        return outcome(
                done,
                earlyStop.isOver()
                        ? TrainingOutcome.Ending.STOPPED_EARLY
                        : TrainingOutcome.Ending.COMPLETED,
                times);
    }

    private boolean isOver(long done) {
        return done >= settings.steps() || earlyStop.isOver();
    }

    private void validate(long done, DoubleSupplier validation, TrainingListener listener) {
        guard.requireFiniteParameters(done);
        double bound = validation.getAsDouble();
        FiniteGuard.requireFiniteBound(bound, done);
        listener.validated(done, bound, earlyStop.hear(bound));
    }

    private static TrainingOutcome outcome(
            long done, TrainingOutcome.Ending ending, StepTimes times) {
        return new TrainingOutcome(done, ending, times.millis(), times.firstEnd());
    }

    private Optional<StepReport> step(MiniBatch examples, long step, Batches batches) {
        Clock clock = new Clock(step, settings.steps());
        try (TensorScope scope = runtime.scope()) {
            Tensor x =
                    runtime.tensor(examples.values(), Shape.of(examples.size(), examples.width()));
            Objective objective;
            Gradients gradients;
            try (GradientTape tape = GradientTape.record(runtime)) {
                objective =
                        estimator.estimate(
                                model, new Batch(x), key.split("estimator").fold(step), clock);
                requireFinite(objective, step);
                gradients = tape.gradients(objective.loss());
            }
            GradientClip clip = GradientClip.of(settings.clip(), learned, gradients);
            if (settings.clip() != null) {
                guard.requireFiniteGradient(clip.norm(), learned, gradients, step);
            }
            double rate = settings.optimizer().learningRate().at(step);
            optimizer.step(learned, clip.gradients(), rate, step);
            Optional<StepReport> report = Optional.empty();
            if ((step + 1) % settings.historyEvery() == 0) {
                double epoch = (double) (step + 1) / batches.stepsPerEpoch();
                // Before parts update their state: the weight that this step has used.
                double klWeight = estimator.klWeight(clock);
                Map<String, Double> means = means(objective);
                report =
                        Optional.of(
                                new StepReport(
                                        step + 1, epoch, means, rate, klWeight, clip.norm()));
            }
            // Within the scope: a part may update its state from tensors of this step.
            model.afterStep(clock);
            estimator.afterStep(clock);
            return report;
        }
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
        ParameterArrays.copy(estimator.parameters(), ESTIMATOR, arrays);
        ParameterArrays.copy(optimizer.state(learned), OPTIMIZER, arrays);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(Checkpoint.STEP, Long.toString(done));
        facts.put(Checkpoint.STEPS, Long.toString(settings.steps()));
        facts.put(Checkpoint.KEY, key.toString());
        facts.put(Checkpoint.DTYPE, runtime.dtype().toString());
        earlyStop.save(arrays, facts);
        return new Checkpoint(arrays, facts);
    }

    private long restore(Checkpoint checkpoint) {
        requireSame(Checkpoint.STEPS, Long.toString(settings.steps()), checkpoint);
        requireSame(Checkpoint.KEY, key.toString(), checkpoint);
        requireSame(Checkpoint.DTYPE, runtime.dtype().toString(), checkpoint);
        Map<String, Checkpoint.Array> left = new TreeMap<>(checkpoint.arrays());
        earlyStop.load(checkpoint, left);
        restore(modelParameters, Checkpoint.MODEL, left);
        restore(estimator.parameters(), ESTIMATOR, left);
        restore(optimizer.state(learned), OPTIMIZER, left);
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "the checkpoint has arrays that this run does not: "
                            + String.join(", ", left.keySet()));
        }
        return checkpoint.step();
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
