// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.RuntimeSpec;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.StoredSummary;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointException;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingSettings;

/**
 * The model of a run with its data and what it computes on: before the first step, in training, or
 * from a checkpoint. It is for the calling thread. {@link Model} is what users see of a finished
 * one.
 */
@Internal
public final class RunModel implements AutoCloseable {

    /** The least number of draws of the bound of a single example. */
    static final int DRAWS_OF_SCORE = 10;

    private static final Logger LOG = LoggerFactory.getLogger(RunModel.class);

    private final RunSpec spec;
    private final TensorRuntime runtime;
    private final TrainingData data;
    private final AssembledModel assembled;
    private final Plugins plugins;

    public RunModel(
            RunSpec spec,
            TensorRuntime runtime,
            TrainingData data,
            AssembledModel assembled,
            Plugins plugins) {
        this.plugins = plugins;
        this.spec = spec;
        this.runtime = runtime;
        this.data = data;
        this.assembled = assembled;
    }

    /** Opens a run whose model computes on one of the backends. */
    public static RunModel open(RunFolder folder, List<String> settings, Lab lab)
            throws IOException {
        return open(folder, settings, lab, spec -> spec.openTrained(lab.backends()));
    }

    /**
     * Opens a run. Its data are loaded when they are asked for, or at once if the checkpoint does
     * not describe them or settings replace them.
     *
     * @param settings values of its config to replace, as after {@code --set}; where they do not
     *     name other data, the data must be those of the run
     * @param opener of what the model computes with, which this then owns
     * @throws org.vaelab.experiments.config.UserError if the data are loaded and are others
     * @throws IOException if the folder holds no record
     * @throws IllegalArgumentException if it holds no checkpoint, or one of another model
     * @throws org.vaelab.framework.plugin.PluginException if a plugin it was made with is not given
     */
    static RunModel open(
            RunFolder folder,
            List<String> settings,
            Lab lab,
            Function<RuntimeSpec, TensorRuntime> opener)
            throws IOException {
        RunRecord record = lab.recordOf(folder);
        RunSpec spec = RunSpec.read(record.provenance().config(), settings, lab.specs());
        CompletableFuture<Void> natives = spec.runtime().loadNatives(lab.backends());
        Checkpoint checkpoint;
        TrainingData data;
        try {
            RunSpec recorded = RunSpec.read(record.provenance().config(), lab.specs());
            requireTrained(spec, recorded);
            Checkpoint read =
                    checkpoint(folder, record)
                            .orElseThrow(() -> new IllegalArgumentException(withoutModel(record)));
            checkpoint = read;
            data =
                    TrainingData.of(
                            read,
                            spec.data().equals(recorded.data()),
                            () -> load(folder, record, read, spec, recorded, lab.data()));
        } finally {
            natives.join();
        }
        TensorRuntime runtime = opener.apply(spec.runtime());
        try {
            AssembledModel assembled = spec.assemble(runtime, lab.plugins(), data.summary());
            checkpoint.restoreModel(assembled.model());
            checkpoint.restoreEstimator(assembled.estimatorParameters());
            return new RunModel(spec, runtime, data, assembled, lab.plugins());
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    private static String withoutModel(RunRecord record) {
        Failure failure = record.failure();
        return "it holds no checkpoint"
                + (failure == null ? "" : ", because the run failed: " + failure.cause());
    }

    private static void requireTrained(RunSpec spec, RunSpec recorded) {
        // Gradients are those of a training step, which settings of training describe.
        if (spec.gradients().isEmpty() && !spec.training().equals(recorded.training())) {
            throw new IllegalArgumentException(
                    "it is trained: no key of 'training' can be replaced any more");
        }
    }

    private static PreparedData load(
            RunFolder folder,
            RunRecord record,
            Checkpoint checkpoint,
            RunSpec spec,
            RunSpec recorded,
            DataCache cache) {
        PreparedData loaded = cache.get(spec);
        if (checkpoint.standardization().isPresent() != loaded.standardization().isPresent()) {
            throw new IllegalArgumentException(
                    "it is trained: 'data.standardize' cannot be replaced any more");
        }
        PreparedData data = checkpoint.standardization().map(loaded::under).orElse(loaded);
        if (isOfSource(recorded, spec)) {
            String what = folder.path().toString();
            UsedData used = new UsedData(data);
            used.requireOf(record.provenance().data(), what, UsedData.NAME_OTHERS);
            used.requireOf(checkpoint, what, UsedData.NAME_OTHERS);
        }
        return data;
    }

    private static Optional<Checkpoint> checkpoint(RunFolder folder, RunRecord record) {
        try {
            return CheckpointFile.of(folder, record).load();
        } catch (CheckpointException e) {
            if (!e.isDamaged()) {
                throw e;
            }
            throw new IllegalArgumentException(
                    "the checkpoint is damaged: "
                            + e.getMessage()
                            + "\n    to train the run again, remove its result.json and start 'compare' again"
                            + " with the same config and folder",
                    e);
        }
    }

    /** Returns whether the data come from the run's source; settings may name another. */
    private static boolean isOfSource(RunSpec recorded, RunSpec spec) {
        return recorded.data().name().equals(spec.data().name())
                && recorded.data().source().equals(spec.data().source());
    }

    public RunSpec spec() {
        return spec;
    }

    /**
     * Returns the data of the run, which are loaded at the first call.
     *
     * @throws org.vaelab.experiments.config.UserError if they are others than those of the run
     * @throws org.vaelab.framework.data.DataException if they are absent or damaged
     */
    public PreparedData data() {
        return data.loaded();
    }

    /** Returns what is known of the training data without loading them. */
    public StoredSummary summary() {
        return data.summary();
    }

    /** Returns what prepares new examples as evaluation prepares test data. */
    public NewExamples newExamples() {
        return new NewExamples(spec, summary(), model().generative(), fitsSubsets(), plugins);
    }

    /** Returns whether the model was trained on some modalities without the others. */
    public boolean fitsSubsets() {
        return summary().domain() == ValueDomain.MODALITIES
                && (summary().hasMissing()
                        || assembled.estimator().fitsSubsets()
                        || model().inference().fitsSubsets());
    }

    public LatentVariableModel model() {
        return assembled.model();
    }

    /** Returns the config names of the parts of the model, by kind. */
    public Map<String, String> partNames() {
        return assembled.partNames();
    }

    /** Returns the number of trained parameters by network or part, as records have them. */
    public Map<String, Long> parameterCounts() {
        return ParameterCounts.of(assembled, spec.frozen(assembled.model()));
    }

    public RandomKey key() {
        return RandomKey.of(spec.seed());
    }

    public EvaluationResult evaluate(EvaluationProgress progress) {
        // First: the classes left out are known once the data are loaded.
        EvaluationData examples = EvaluationData.of(spec.evaluation().evaluated(data()));
        return evaluator()
                .evaluate(assembled.model(), assembled.further(), examples, key(), progress);
    }

    /**
     * Returns why metrics have no number, by name, in order. Logs the stack traces of failed
     * metrics.
     */
    public Map<String, AbsentMetric> absentMetrics(EvaluationResult result) {
        Map<String, AbsentMetric> absent = new LinkedHashMap<>(result.absentMetrics());
        result.failures()
                .forEach(
                        (name, failure) -> {
                            LOG.warn("metric {} failed", name, failure);
                            plugins.jars()
                                    .defect("in metric '" + name + "'", failure)
                                    .ifPresent(
                                            defect ->
                                                    absent.put(
                                                            name,
                                                            AbsentMetric.failed(
                                                                    oneLine(defect.getMessage()))));
                        });
        return absent;
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*\\n\\s*", "; ");
    }

    /** Measures the gradients in the spec, as the run did; empty if there are none. */
    public Optional<List<GradientQuality>> gradients(EvaluationProgress progress) {
        if (spec.gradients().isEmpty()) {
            return Optional.empty();
        }
        return spec.probe(runtime, plugins, data())
                .map(
                        probe ->
                                probe.measure(
                                        assembled,
                                        data().trainingView(),
                                        evaluator().subset(),
                                        key(),
                                        progress));
    }

    /**
     * Scores examples one by one: equal ones have equal scores, wherever they are and however many
     * are scored. Bounds are means of at least {@value #DRAWS_OF_SCORE} draws.
     *
     * @param samples K, of the estimate of log p(x); empty: none is made
     * @throws IllegalArgumentException if one is asked for, and the posterior is a point mass
     */
    public DatumScores scores(Examples examples, OptionalInt samples, EvaluationProgress progress) {
        EvaluationSettings bound = spec.evaluation().withSamplesFrom(DRAWS_OF_SCORE);
        EvaluationSettings settings =
                samples.isEmpty() ? bound : bound.withImportanceSamples(samples.getAsInt());
        return evaluator(settings)
                .scores(assembled.model(), examples, samples.isPresent(), key(), progress);
    }

    public TensorRuntime runtime() {
        return runtime;
    }

    public AssembledModel assembled() {
        return assembled;
    }

    /** Returns a trainer of this model, from its present state. */
    public Trainer trainer(TrainingSettings settings) {
        LatentVariableModel model = assembled.model();
        // Full EM takes its start from the restored parameters: each epoch replaces all statistics.
        boolean startsFromData = !spec.blueprint().chosenEstimator(plugins).takesAllData();
        return new Trainer(assembled, settings, key(), spec.frozen(model))
                .startedWith(startsFromData ? spec.restored(model) : List.of());
    }

    /**
     * Returns the bound of a model on the validation data, for early stopping.
     *
     * @throws IllegalArgumentException if there are no validation data
     */
    public double validationBound(LatentVariableModel trained) {
        Examples validation =
                data().validation()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "early stopping needs validation data; set"
                                                        + " data.validation"));
        return evaluator().bound(trained, validation, key());
    }

    /** Returns the facts about the model and an evaluation of it that a record needs. */
    public RunNotes notes(EvaluationResult result) {
        RunNotes notes = new RunNotes(spec, plugins);
        notes.ofModel(assembled, data(), evaluator(), key().split("note"));
        notes.ofEvaluation(result);
        return notes;
    }

    public Evaluator evaluator() {
        return evaluator(spec.evaluation());
    }

    private Evaluator evaluator(EvaluationSettings settings) {
        return new Evaluator(
                settings, Metrics.of(plugins), spec.data().keys().evaluationSeed(), data.leftOut());
    }

    @Override
    public void close() {
        runtime.close();
    }
}
