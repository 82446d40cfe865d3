// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * happens at a step depends on the key, the parameters and s alone, so a run that was interrupted
 * goes on to the same result.
 */
public final class Trainer {

    private static final int PREFETCH_DEPTH = 4;

    private final LatentVariableModel model;
    private final Estimator estimator;
    private final TrainingSettings settings;
    private final RandomKey key;
    private final Optimizer optimizer;
    private final TensorRuntime runtime;
    private final List<Parameter> modelParameters;
    private final List<Parameter> learned;
    private final EarlyStop earlyStop;

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
    }

    private List<Parameter> all() {
        List<Parameter> all = new ArrayList<>(modelParameters);
        estimator.parameters().forEach(p -> all.add(p.within("estimator")));
        return all;
    }

    /**
     * Trains until the last step, from the store's checkpoint if it has one.
     *
     * @param batches the training stream
     * @param validation estimates the bound on validation data; used by early stopping only
     * @param store where checkpoints go
     * @param interrupted asked after every step; on true, a checkpoint is saved and training ends
     * @throws NonFiniteException if the loss is not finite
     * @throws IllegalArgumentException if the store's checkpoint does not fit the model
     */
    public TrainingOutcome train(
            Batches batches,
            DoubleSupplier validation,
            CheckpointStore store,
            TrainingListener listener,
            BooleanSupplier interrupted) {
        long first = store.load().map(this::restore).orElse(0L);
        StepTimes times = new StepTimes();
        TrainingOutcome.Ending ending = TrainingOutcome.Ending.COMPLETED;
        long done = first;
        try (Prefetcher prefetcher = new Prefetcher(batches, first, PREFETCH_DEPTH)) {
            while (done < settings.steps() && !earlyStop.isOver()) {
                times.start();
                Optional<StepReport> report = step(prefetcher.next(), done, batches);
                done++;
                long nanos = times.stop();
                listener.stepped(done, settings.steps(), nanos);
                report.ifPresent(listener::reported);
                if (earlyStop.isDue(done)) {
                    double bound = validation.getAsDouble();
                    listener.validated(done, bound, earlyStop.hear(bound));
                }
                if (interrupted.getAsBoolean() && done < settings.steps()) {
                    ending = TrainingOutcome.Ending.INTERRUPTED;
                    break;
                }
                if (done % settings.checkpointEvery() == 0 && done < settings.steps()) {
                    store.save(checkpoint(done));
                }
            }
        }
        if (ending != TrainingOutcome.Ending.INTERRUPTED && earlyStop.isOver()) {
            ending = TrainingOutcome.Ending.STOPPED_EARLY;
        }
        store.save(checkpoint(done));
        if (ending != TrainingOutcome.Ending.INTERRUPTED) {
            earlyStop.restoreBest();
        }
        return new TrainingOutcome(done, ending, times.millis(), times.firstEnd());
    }

    private Optional<StepReport> step(MiniBatch examples, long step, Batches batches) {
        Clock clock = new Clock(step, settings.steps());
        Optional<StepReport> report;
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
            double rate = settings.optimizer().learningRate().at(step);
            GradientClip clip = GradientClip.of(settings.clip(), learned, gradients);
            optimizer.step(learned, clip.gradients(), rate, step);
            boolean due = (step + 1) % settings.historyEvery() == 0;
            report =
                    due
                            ? Optional.of(
                                    new StepReport(
                                            step + 1,
                                            (double) (step + 1) / batches.stepsPerEpoch(),
                                            means(objective),
                                            rate,
                                            estimator.klWeight(clock),
                                            clip.norm()))
                            : Optional.empty();
        }
        model.afterStep(clock);
        estimator.afterStep(clock);
        return report;
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
        double loss = objective.loss().readScalar();
        if (Double.isFinite(loss)) {
            return;
        }
        List<String> culprits = new ArrayList<>();
        means(objective)
                .forEach(
                        (name, value) -> {
                            if (!Double.isFinite(value)) {
                                culprits.add(name + " = " + value);
                            }
                        });
        for (Parameter parameter : learned) {
            try (TensorScope scope = runtime.scope()) {
                if (!Double.isFinite(parameter.value().stopGradient().sum().readScalar())) {
                    culprits.add("parameter " + parameter.name());
                }
            }
        }
        throw new NonFiniteException(
                step + 1, "not finite at step " + (step + 1) + ": " + String.join(", ", culprits));
    }

    private Checkpoint checkpoint(long done) {
        Map<String, Checkpoint.Array> arrays = new LinkedHashMap<>();
        ParameterArrays.copy(modelParameters, Checkpoint.MODEL, arrays);
        ParameterArrays.copy(estimator.parameters(), "estimator", arrays);
        ParameterArrays.copy(optimizer.state(learned), "optimizer", arrays);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(Checkpoint.STEP, Long.toString(done));
        earlyStop.save(arrays, facts);
        return new Checkpoint(arrays, facts);
    }

    private long restore(Checkpoint checkpoint) {
        ParameterArrays.restore(modelParameters, Checkpoint.MODEL, checkpoint.arrays());
        ParameterArrays.restore(estimator.parameters(), "estimator", checkpoint.arrays());
        ParameterArrays.restore(optimizer.state(learned), "optimizer", checkpoint.arrays());
        earlyStop.load(checkpoint.arrays(), checkpoint.facts());
        return checkpoint.step();
    }
}
