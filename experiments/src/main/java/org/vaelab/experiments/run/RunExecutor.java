// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;

/** Carries out one run at a time, on the calling thread, with a runtime of its own. */
public final class RunExecutor {

    private final Plugins plugins;
    private final Backends backends;
    private final DataCache data;
    private final Provenances provenances;

    /** Creates an executor. */
    public RunExecutor(
            Plugins plugins, Backends backends, DataCache data, Provenances provenances) {
        this.plugins = plugins;
        this.backends = backends;
        this.data = data;
        this.provenances = provenances;
    }

    /**
     * Carries out a run, or the rest of it, and writes its record. A number that is not finite, or
     * a part that fails, makes a record of a failed run.
     *
     * @param interrupted asked often; on true a checkpoint is left
     * @return the record; empty if the run was interrupted
     * @throws ChangedDataException if the run was begun with other data
     * @throws IOException if the run's folder cannot be written
     */
    public Optional<RunRecord> execute(
            ComparisonRunner.Job job,
            RunFolder folder,
            RunListener listener,
            BooleanSupplier interrupted)
            throws IOException {
        return execute(job, folder, listener, interrupted, () -> open(job.spec()));
    }

    /** Opens a runtime for a run. */
    TensorRuntime open(RunSpec spec) {
        return spec.runtime().open(backends);
    }

    /**
     * Opens a runtime for each of several runs, which differ in their seeds alone and are carried out at
     * the same time: what they all compute is computed as one.
     */
    List<TensorRuntime> open(RunSpec spec, int runs) {
        return spec.runtime().open(backends, runs);
    }

    /** Carries out a run on a runtime of its own, which is closed in the end. */
    Optional<RunRecord> execute(
            ComparisonRunner.Job job,
            RunFolder folder,
            RunListener listener,
            BooleanSupplier interrupted,
            Supplier<TensorRuntime> opener)
            throws IOException {
        Instant startedAt = Instant.now();
        Files.createDirectories(folder.path());
        PreparedData prepared = data.get(job.spec());
        try (TensorRuntime runtime = opener.get()) {
            Function<RunNotes, Provenance> provenance =
                    notes -> provenances.of(job, prepared, runtime, notes, startedAt);
            Optional<RunRecord> record =
                    new RunExecution(
                                    job,
                                    folder,
                                    listener,
                                    interrupted,
                                    prepared,
                                    runtime,
                                    plugins,
                                    provenance)
                            .recordOrFailure();
            if (record.isPresent()) {
                folder.writeResult(record.get());
                listener.finished(job.planned(), record.get());
            } else {
                listener.interrupted(job.planned());
            }
            return record;
        }
    }

    /** Checks that a run that is kept was made with the plugins given; warns of other builds. */
    void requirePluginsOf(RunRecord record, PlannedRun run) {
        UsedPlugins.require(record, plugins.jars(), run.folderName());
    }

    /**
     * Checks that a run that is kept was made with the data that there are now.
     *
     * @throws ChangedDataException if it was not
     */
    void requireDataOf(RunRecord record, ComparisonRunner.Job job) {
        new UsedData(data.get(job.spec()))
                .requireOf(
                        record.provenance().data(),
                        "run " + job.planned().folderName(),
                        UsedData.BEGIN_ANEW);
    }

    /**
     * Checks that a run that is to be trained again was made with the data that there are now.
     *
     * @throws ChangedDataException if it was not
     */
    void requireDataOf(RunRecord record, RunSpec spec, RunFolder folder) {
        new UsedData(data.get(spec))
                .requireOf(record.provenance().data(), folder.path().toString(), UsedData.PUT_BACK);
    }
<<<<<<< HEAD

    /** What one run needs from beginning to end. */
    private final class Session {

        private final PlannedRun run;
        private final RunSpec spec;
        private final RunFolder folder;
        private final RunListener listener;
        private final BooleanSupplier interrupted;
        private final PreparedData prepared;
        private final TensorRuntime runtime;
        private final RandomKey key;
        private final Map<String, String> choices = new LinkedHashMap<>();
        private final UsedPlugins used;

        Session(
                PlannedRun run,
                RunSpec spec,
                RunFolder folder,
                RunListener listener,
                BooleanSupplier interrupted,
                PreparedData prepared,
                TensorRuntime runtime) {
            this.run = run;
            this.spec = spec;
            this.folder = folder;
            this.listener = listener;
            this.interrupted = interrupted;
            this.prepared = prepared;
            this.runtime = runtime;
            this.key = RandomKey.of(spec.seed());
            this.used = new UsedPlugins(spec, plugins);
            choices.putAll(used.choices());
        }

        Optional<RunRecord> recordOrFailure(Instant startedAt) throws IOException {
            try {
                return record(startedAt);
            } catch (InterruptedRunException e) {
                return Optional.empty();
            } catch (ChangedDataException e) {
                throw e;
            } catch (NonFiniteException e) {
                String cause = NotFinite.withRemedy(String.valueOf(e.getMessage()), spec, prepared);
                return Optional.of(failed(e.step(), FailedRun.of(cause), startedAt));
            } catch (RuntimeException | Error e) {
                LOG.info("run {} failed", run.folderName(), e);
                return Optional.of(failed(lastStep(), FailedRun.of(e, run, plugins), startedAt));
            }
        }

        private Optional<RunRecord> record(Instant startedAt) throws IOException {
            AssembledModel assembled = spec.assemble(runtime, plugins, prepared);
            LatentVariableModel model = assembled.model();
            Evaluator evaluator = evaluator(spec, prepared);
            note(assembled, evaluator);
            Timed<TrainingOutcome> training = train(assembled, evaluator);
            TrainingOutcome outcome = training.result();
            if (outcome.ending() == TrainingOutcome.Ending.INTERRUPTED) {
                return Optional.empty();
            }
            choices.put("trainedSteps", Long.toString(outcome.steps()));
            long evaluationStart = System.nanoTime();
            EvaluationResult result =
                    evaluator.evaluate(
                            model,
                            assembled.further(),
                            EvaluationData.of(prepared),
                            key,
                            this::evaluated);
            Optional<List<GradientQuality>> gradients =
                    spec.probe(runtime, plugins, prepared)
                            .map(probe -> gradients(probe, assembled, evaluator));
            double evaluateSeconds = (System.nanoTime() - evaluationStart) / 1e9;
            noteCriterion(result);
            result.caveats()
                    .forEach((metric, caveat) -> choices.put(Provenance.CAVEAT + metric, caveat));
            List<String> notFinite = result.notFinite();
            if (!notFinite.isEmpty()) {
                String cause =
                        "not finite after step "
                                + outcome.steps()
                                + ", on test data: "
                                + String.join(", ", notFinite);
                FailedRun why = FailedRun.of(NotFinite.withRemedy(cause, spec, prepared));
                return Optional.of(failed(outcome.steps(), why, startedAt));
            }
            SampleSheets.write(model, prepared, key.split("samples"), folder);
            PerDatumFile.write(folder.perDatum(), result.perDatum());
            folder.writeKlByUnit(result.klByUnit());
            if (gradients.isPresent()) {
                GradientsFile.write(folder.gradients(), gradients.get());
            }
            Timing timing =
                    new Timing(
                            Timing.StepMillis.of(outcome.stepMillis()),
                            firstStepSeconds(outcome),
                            training.seconds(),
                            evaluateSeconds,
                            PeakMemory.mebibytes());
            return Optional.of(
                    RunRecord.completed(
                            run.model(),
                            run.variant(),
                            result.metrics(),
                            timing,
                            provenances.of(
                                    run,
                                    spec,
                                    prepared,
                                    runtime,
                                    choices,
                                    result.examples(),
                                    AbsentMetrics.of(result, plugins.jars()),
                                    startedAt)));
        }

        private List<GradientQuality> gradients(
                GradientProbe probe, AssembledModel assembled, Evaluator evaluator) {
            return probe.measure(
                    assembled, prepared.trainingView(), evaluator.subset(), key, this::evaluated);
        }

        /** A result with the time it took, earlier processes included. */
        private record Timed<T>(T result, double seconds) {}

        private Timed<TrainingOutcome> train(AssembledModel assembled, Evaluator evaluator)
                throws IOException {
            Batches batches = prepared.batches(spec.training().batch(), key);
            Trainer trainer =
                    new Trainer(
                            assembled.model(),
                            assembled.trained(),
                            assembled.estimator(),
                            assembled.regularizer(),
                            spec.training(),
                            key);
            CheckpointFile checkpoints = new CheckpointFile(folder.checkpoint());
            Optional<Checkpoint> latest = checkpoints.load();
            UsedData usedData = new UsedData(prepared);
            latest.ifPresent(
                    begun ->
                            usedData.requireOf(
                                    begun, checkpoints.path().toString(), UsedData.BEGIN_ANEW));
            long afterStep = latest.map(Checkpoint::step).orElse(0L);
            listener.started(run, afterStep);
            try (HistoryRecorder history = HistoryRecorder.open(run, folder, afterStep, listener)) {
                TrainingOutcome outcome =
                        trainer.train(
                                batches,
                                model -> validationBound(model, evaluator),
                                history.before(usedData.stamped(checkpoints), latest),
                                history,
                                interrupted);
                return new Timed<>(outcome, history.elapsedSeconds());
            }
        }

        private double validationBound(LatentVariableModel model, Evaluator evaluator) {
            Examples validation =
                    prepared.validation()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "early stopping needs validation data; set"
                                                            + " data.validation"));
            return evaluator.bound(model, validation, key);
        }

        private void note(AssembledModel assembled, Evaluator evaluator) {
            LatentVariableModel model = assembled.model();
            used.addPartsOf(assembled);
            choices.putAll(used.choices());
            choices.put("kl", evaluator.klSource(model).label());
            choices.putAll(assembled.partNames());
            GenerativeModel generative = model.generative();
            choices.put("likelihoodOf", generative.isProbability() ? "probability" : "density");
            prepared.preparation()
                    .dequantization()
                    .ifPresent(how -> choices.put("dequantization", how.toString()));
            prepared.standardization()
                    .ifPresent(
                            by ->
                                    choices.put(
                                            "standardization",
                                            "mean and standard deviation of each value over the"
                                                    + " training data"));
            prepared.split().ifPresent(split -> choices.put("given", split.toString()));
            prepared.dataset().leftOut().ifPresent(out -> choices.put("leftOut", out.toString()));
            choices.put("latentSpace", described(generative.latents()));
            if (!generative.condition().isNone()) {
                choices.put("condition", generative.condition().toString());
            }
            generative.latents().stream()
                    .filter(latent -> latent.observation().isPresent())
                    .forEach(latent -> choices.put("latentLabel", latent.name()));
            choices.put("inference", model.inference().name());
            choices.put("subset", evaluator.subset().toString());
            try (TensorScope scope = runtime.scope()) {
                LatentVariableModel trained = assembled.trained();
                TrainingProgress start = new TrainingProgress(0, spec.training().steps());
                Batch trial = trained.trial();
                JointDraw draw =
                        trained.infer(trial, key.split("note"), Phase.training(start))
                                .draw(key.split("note"), 1);
                choices.put("gradient", draw.gradient().label());
                Objective objective =
                        assembled.estimator().estimate(trained, trial, key.split("note"), start);
                choices.put("trainingKl", objective.klSource().label());
            }
        }

        private void noteCriterion(EvaluationResult result) {
            Estimate unreliable = result.metrics().get(Metrics.PARETO_K);
            if (unreliable != null && spec.evaluation().importanceTarget() == null) {
                int draws = spec.evaluation().importanceSamples();
                double threshold = ImportanceWeights.reliableParetoK(draws);
                choices.put("kHatThreshold", String.format(Locale.ROOT, "%.3f", threshold));
            }
        }

        private String described(List<LatentVariable> latents) {
            return latents.stream()
                    .map(latent -> latent.space().toString())
                    .collect(Collectors.joining(" > "));
        }

        private void evaluated(String metric, int done, int examples) {
            if (interrupted.getAsBoolean()) {
                throw new InterruptedRunException();
            }
            listener.evaluated(run, metric, done, examples);
        }

        private RunRecord failed(long step, FailedRun why, Instant startedAt) {
            return RunRecord.failed(
                    run.model(),
                    run.variant(),
                    Map.of(),
                    Timing.unknown(),
                    provenances.of(
                            run, spec, prepared, runtime, choices, Map.of(), Map.of(), startedAt),
                    new Failure(step, why.cause(), reproduce(), why.remedy()));
        }

        private String reproduce() {
            List<String> arguments =
                    new ArrayList<>(List.of("reproduce", folder.path().toString()));
            arguments.addAll(used.options());
            return CommandText.vaelab(arguments);
        }

        private long lastStep() throws IOException {
            var history = folder.readHistory();
            return history.isEmpty() ? 0 : history.get(history.size() - 1).step();
        }
    }

    private Evaluator evaluator(RunSpec spec, PreparedData prepared) {
        return new Evaluator(
                spec.evaluation(),
                Metrics.of(plugins),
                spec.data().keys().evaluationSeed(),
                prepared.dataset().leftOut());
    }

    private static double firstStepSeconds(TrainingOutcome outcome) {
        if (outcome.firstStepNanos() == 0 || FIRST_STEP_SEEN.getAndSet(true)) {
            return Double.NaN;
        }
        double sinceStep = (System.nanoTime() - outcome.firstStepNanos()) / 1e9;
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3 - sinceStep;
    }
=======
>>>>>>> wt-pvar
}
