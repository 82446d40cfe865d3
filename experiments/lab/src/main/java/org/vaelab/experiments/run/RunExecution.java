// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.plan.FailedRun;
import org.vaelab.experiments.use.CommandText;
import org.vaelab.experiments.use.FigureFiles;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.PerDatumFile;
import org.vaelab.experiments.use.RunModel;
import org.vaelab.experiments.use.RunNotes;
import org.vaelab.experiments.use.RunSamples;
import org.vaelab.experiments.use.SystemFacts;
import org.vaelab.experiments.use.TrainingData;
import org.vaelab.experiments.use.UsedData;
import org.vaelab.experiments.use.ValidationScores;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Batches;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.Timing;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.NonFiniteException;
import org.vaelab.framework.training.Trainer;
import org.vaelab.framework.training.TrainingOutcome;

/** One run, from its first step or its checkpoint to its record, on the calling thread. */
@Internal
public final class RunExecution {

    private static final Logger LOG = LoggerFactory.getLogger(RunExecution.class);

    /** Only the first step of a process shows the start-up time of the user. */
    private static final AtomicBoolean FIRST_STEP_SEEN = new AtomicBoolean();

    private final Lab lab;
    private final PlannedRun run;
    private final RunSpec spec;
    private final RunFolder folder;
    private final Listener listener;
    private final Meter meter;
    private final PreparedData prepared;
    private final TensorRuntime runtime;
    private final RunNotes notes;

    private RunExecution(
            Lab lab,
            PlannedRun run,
            RunSpec spec,
            RunFolder folder,
            Listener listener,
            Meter meter,
            PreparedData prepared,
            TensorRuntime runtime) {
        this.lab = lab;
        this.run = run;
        this.spec = spec;
        this.folder = folder;
        this.listener = listener;
        this.meter = meter;
        this.prepared = prepared;
        this.runtime = runtime;
        this.notes = new RunNotes(spec, lab.plugins());
    }

    /**
     * Executes a run, or the rest of it, and writes its record. If a number is not finite, or a
     * part fails, the record is that of a failed run.
     *
     * @param run as the plan has it
     * @param spec its config, with the paths of files on this machine
     * @param listener may interrupt the run, which leaves a checkpoint then
     * @return the record; empty if the run was interrupted
     * @throws UserError if the run was started with other data, or cannot start from another run
     * @throws IOException if the run's folder cannot be written
     */
    public static Optional<RunRecord> execute(
            Lab lab, PlannedRun run, RunSpec spec, RunFolder folder, Listener listener)
            throws IOException {
        Files.createDirectories(folder.path());
        AtomicFile.deleteUnfinished(folder.path());
        try (Meter meter = Meter.start(folder)) {
            PreparedData prepared = lab.data().get(spec);
            Attempts attempts =
                    attempt -> {
                        try (TensorRuntime own = spec.runtime().open(lab.backends())) {
                            meter.uses(own.backendDescription().get("device"));
                            return attempt.of(
                                    new RunExecution(
                                            lab, run, spec, folder, listener, meter, prepared,
                                            own));
                        }
                    };
            Optional<RunRecord> record;
            try {
                record = attempts.of(RunExecution::recordOrFailure);
            } catch (OutOfMemoryError e) {
                // A failure could not be recorded. By now, the memory of the run is free.
                record = attempts.of(execution -> execution.failed(e));
            }
            if (record.isPresent()) {
                folder.writeResult(record.get());
                listener.heard(new RunEvent.Finished(run, record.get()));
            } else {
                listener.heard(new RunEvent.Interrupted(run));
            }
            return record;
        }
    }

    @FunctionalInterface
    private interface Attempt {
        Optional<RunRecord> of(RunExecution execution) throws IOException;
    }

    /** Carries out an attempt in a runtime of its own. */
    @FunctionalInterface
    private interface Attempts {
        Optional<RunRecord> of(Attempt attempt) throws IOException;
    }

    private RandomKey key() {
        return RandomKey.of(spec.seed());
    }

    private Optional<RunRecord> recordOrFailure() throws IOException {
        StepCapture.delete(folder);
        try {
            return record();
        } catch (InterruptedRunException e) {
            return Optional.empty();
        } catch (UserError | ListenerException e) {
            throw e;
        } catch (NonFiniteException e) {
            return failedAtStep(e);
        } catch (RuntimeException | Error e) {
            LOG.info("run {} failed", run.folderName(), e);
            return failed(e);
        }
    }

    private Optional<RunRecord> failed(Throwable e) throws IOException {
        return failed(lastStep(), FailedRun.of(e, run, lab.plugins()));
    }

    /** Saves the step for {@code reproduce}; returns empty if the run was interrupted meanwhile. */
    private Optional<RunRecord> failedAtStep(NonFiniteException noticed) {
        return new StepCapture(run, spec, folder, prepared, listener, () -> begin().model())
                .save(noticed)
                .flatMap(
                        failure ->
                                failed(
                                        failure.step(),
                                        FailedRun.notFinite(
                                                String.valueOf(failure.getMessage()),
                                                spec,
                                                prepared)));
    }

    private Optional<RunRecord> record() throws IOException {
        Begun begun = begin();
        RunModel model = begun.model();
        notes.ofModel(model.assembled(), prepared, model.evaluator(), key().split("note"));
        begun.start().ifPresent(notes::startedFrom);
        Timed training = train(begun);
        TrainingOutcome outcome = training.result();
        if (outcome.ending() == TrainingOutcome.Ending.INTERRUPTED) {
            return Optional.empty();
        }
        return evaluated(model, training);
    }

    /**
     * What training begins with.
     *
     * @param model in the state before the first step; the owner of its runtime closes that
     * @param start the chain of runs that it starts from
     * @param latest the checkpoint to resume from
     */
    private record Begun(
            RunModel model, Optional<Provenance.Start> start, Optional<Checkpoint> latest) {}

    private Begun begin() {
        AssembledModel assembled = spec.assemble(runtime, lab.plugins(), prepared);
        Optional<Checkpoint> latest = new CheckpointFile(folder.checkpoint()).load();
        return new Begun(
                new RunModel(spec, runtime, TrainingData.of(prepared), assembled, lab.plugins()),
                StartedFrom.prepare(spec, latest, assembled.model(), prepared),
                latest);
    }

    private Optional<RunRecord> evaluated(RunModel model, Timed training) throws IOException {
        TrainingOutcome outcome = training.result();
        long evaluationStart = System.nanoTime();
        EvaluationResult result = model.evaluate(this::progressed);
        Optional<List<GradientQuality>> gradients = model.gradients(this::progressed);
        double evaluateSeconds = (System.nanoTime() - evaluationStart) / 1e9;
        notes.ofEvaluation(result);
        List<String> notFinite = result.notFinite();
        if (!notFinite.isEmpty()) {
            String cause =
                    "not finite after step "
                            + outcome.steps()
                            + ", on "
                            + spec.evaluation().evaluatedPart()
                            + " data: "
                            + String.join(", ", notFinite);
            return failed(outcome.steps(), FailedRun.notFinite(cause, spec, prepared));
        }
        requireHistory();
        write(model, result, gradients);
        ValidationScores.keep(model, folder, this::progressed);
        Timing timing =
                new Timing(
                        Timing.StepMillis.of(outcome.stepMillis()),
                        outcome.priorStepMillis().length == 0
                                ? null
                                : Timing.StepMillis.of(outcome.priorStepMillis()),
                        firstStepSeconds(outcome),
                        training.seconds(),
                        evaluateSeconds,
                        SystemFacts.peakMebibytes());
        notes.ofCompleteRun(result, model.absentMetrics(result));
        return Optional.of(
                RunRecord.completed(
                                run.model(), run.variant(), result.metrics(), timing, provenance())
                        .describing(result.descriptions())
                        .of(notes.parameters(), notes.methods(), notes.words())
                        .keeping(new CheckpointFile(folder.checkpoint()).verify().orElseThrow()));
    }

    /**
     * Without it, the record of a folder that was deleted meanwhile would be that of a complete
     * run.
     */
    private void requireHistory() {
        try {
            folder.historyFile().require();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(
            RunModel trained, EvaluationResult result, Optional<List<GradientQuality>> gradients)
            throws IOException {
        PreparedData evaluated = spec.evaluation().evaluated(prepared);
        LatentVariableModel model = trained.model();
        Map<String, String> leftOut =
                RunSamples.write(
                        model, trained.fitsSubsets(), evaluated, key().split("samples"), folder);
        TopicsFile.write(model, evaluated, folder);
        PerDatumFile.write(
                folder.perDatum(),
                result.columns(),
                result.perDatum().elbo().length,
                evaluated.test().origin());
        folder.klByUnit().write(result.klByUnit());
        folder.diagnostics().write(result.diagnostics());
        if (gradients.isPresent()) {
            folder.gradients().write(gradients.get());
        }
        FigureFiles.write(model, evaluated, result.importance(), leftOut, folder);
    }

    /** The end of training with the time it took, earlier processes included. */
    private record Timed(TrainingOutcome result, double seconds) {}

    private Timed train(Begun begun) throws IOException {
        RunModel model = begun.model();
        Optional<Checkpoint> latest = begun.latest();
        Batches batches = prepared.batches(spec.training().batch(), key());
        Trainer trainer = model.trainer(spec.training());
        CheckpointFile checkpoints = new CheckpointFile(folder.checkpoint());
        UsedData usedData = new UsedData(prepared);
        latest.ifPresent(
                own -> usedData.requireOf(own, checkpoints.path().toString(), UsedData.BEGIN_ANEW));
        long afterStep = latest.map(Checkpoint::step).orElse(0L);
        listener.heard(new RunEvent.Started(run, afterStep));
        HealthRecorder health =
                HealthRecorder.open(
                        folder,
                        model,
                        afterStep,
                        lab.plugins(),
                        finding -> listener.heard(new RunEvent.Found(run, finding)));
        try (HistoryRecorder history =
                HistoryRecorder.open(run, folder, afterStep, health, listener)) {
            TrainingOutcome outcome =
                    trainer.train(
                            batches,
                            model::validationBound,
                            store(begun, checkpoints, usedData, history),
                            history,
                            () -> isInterruptedBy(history.control()));
            notes.ofTraining(
                    outcome,
                    history.control().reason(),
                    checkpoints.facts().map(Checkpoint::continuedAt).orElse(List.of()),
                    HealthRecorder.gain(folder, model));
            return new Timed(outcome, history.elapsedSeconds());
        }
    }

    private boolean isInterruptedBy(Control control) {
        if (control.kind() == Control.Kind.INTERRUPT) {
            InParallel.stop();
        }
        return listener.isInterrupted() || InParallel.isStopped();
    }

    /**
     * Returns a store whose checkpoints say what the run uses. The history is complete before each.
     */
    private static CheckpointStore store(
            Begun begun, CheckpointFile file, UsedData usedData, HistoryRecorder history) {
        return new CheckpointStore() {
            @Override
            public Optional<Checkpoint> load() {
                return begun.latest();
            }

            @Override
            public void save(Checkpoint checkpoint) {
                history.flush();
                file.save(StartedFrom.stamp(usedData.stamp(checkpoint), begun.start()));
            }
        };
    }

    private Provenance provenance() {
        return lab.provenances()
                .of(run, spec, prepared, runtime, notes, meter.startedAt(), meter.end());
    }

    private void progressed(String metric, int done, int examples) {
        if (listener.isInterrupted() || InParallel.isStopped()) {
            throw new InterruptedRunException();
        }
        listener.heard(new RunEvent.Evaluated(run, metric, done, examples));
    }

    private Optional<RunRecord> failed(long step, FailedRun why) {
        List<String> reproduce = new ArrayList<>(List.of("reproduce", folder.path().toString()));
        reproduce.addAll(notes.pluginOptions());
        return Optional.of(
                RunRecord.failed(
                                run.model(),
                                run.variant(),
                                Map.of(),
                                Timing.unknown(),
                                provenance(),
                                new Failure(
                                        step,
                                        why.cause(),
                                        CommandText.vaelab(reproduce),
                                        why.remedy()))
                        .of(notes.parameters(), notes.methods(), notes.words()));
    }

    private long lastStep() throws IOException {
        List<HistoryEntry> history = folder.readHistory();
        return history.isEmpty() ? 0 : history.get(history.size() - 1).step();
    }

    private static double firstStepSeconds(TrainingOutcome outcome) {
        if (outcome.firstStepNanos() == 0 || FIRST_STEP_SEEN.getAndSet(true)) {
            return Double.NaN;
        }
        double sinceStep = (System.nanoTime() - outcome.firstStepNanos()) / 1e9;
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3 - sinceStep;
    }
}
