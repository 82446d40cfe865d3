// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.FailedRun;
import org.vaelab.experiments.run.FurtherEvaluator;
import org.vaelab.experiments.run.InParallel;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/**
 * A further evaluation of all complete runs of a comparison. A result that exists already, with the
 * same config, model and data, is kept.
 *
 * @param settings as after {@code --set}
 */
record EvaluatedComparison(Session session, ComparisonFolder folder, List<String> settings) {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluatedComparison.class);

    private enum Ending {
        DONE,
        FAILED,
        INTERRUPTED
    }

    /** Ends an evaluation after Ctrl-C. */
    private static final class InterruptedEvaluationException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InterruptedEvaluationException() {
            super("interrupted", null, false, false);
        }
    }

    /**
     * Evaluates the runs, and writes the report.
     *
     * @param parallel how many runs at once
     * @return the exit code
     */
    int carryOut(int parallel) throws IOException {
        Console console = session.console();
        ComparisonPlan plan = folder.readPlan();
        FurtherEvaluator evaluator = EvaluateCommand.evaluator(session);
        Map<PlannedRun, FurtherEvaluator.Task> tasks = tasks(plan, evaluator);
        if (tasks.isEmpty()) {
            throw new UsageException(
                    folder.path() + ": no run is complete, so that there is nothing to evaluate");
        }
        try (ComparisonLock lock = ComparisonLock.open(folder);
                Interruption interruption =
                        Interruption.listen(console, "interrupted; the same command goes on");
                EvaluationDisplay display =
                        new EvaluationDisplay(console, plan.name(), tasks.size(), parallel)) {
            Work work = new Work(evaluator, lock, interruption, display);
            List<Ending> endings;
            try (Interruption.Orderly evaluating = interruption.orderly()) {
                List<Callable<Ending>> all = new ArrayList<>();
                tasks.forEach((run, task) -> all.add(() -> work.on(run, task)));
                endings = InParallel.all(all, parallel, "vaelab-evaluation");
            }
            if (endings.contains(Ending.INTERRUPTED) || interruption.getAsBoolean()) {
                return ExitCode.INTERRUPTED;
            }
            display.close();
            Path page = new ComparisonReport(folder, session).write(lock, interruption);
            console.out().println("report: " + page);
            int measured = failedMetrics(tasks.values(), evaluator).report(console);
            long failed = endings.stream().filter(ending -> ending == Ending.FAILED).count();
            if (failed > 0) {
                console.error(failed + " of " + tasks.size() + " evaluations failed");
                return ExitCode.FAILED;
            }
            return measured;
        }
    }

    /** Returns the failed metrics of the evaluations, also of those that were kept. */
    private static FailedMetrics failedMetrics(
            Collection<FurtherEvaluator.Task> tasks, FurtherEvaluator evaluator)
            throws IOException {
        FailedMetrics failed = new FailedMetrics();
        for (FurtherEvaluator.Task task : tasks) {
            RunRecord run = task.record();
            Map<String, String> reasons =
                    task.replaced().isEmpty()
                            ? run.provenance().failedMetrics()
                            : evaluator
                                    .kept(task)
                                    .map(EvaluationRecord::failedMetrics)
                                    .orElse(Map.of());
            failed.add(run.model(), run.seed(), reasons);
        }
        return failed;
    }

    /** Returns the evaluations to make, and names the runs that are left out. */
    private Map<PlannedRun, FurtherEvaluator.Task> tasks(
            ComparisonPlan plan, FurtherEvaluator evaluator) throws IOException {
        Map<PlannedRun, FurtherEvaluator.Task> tasks = new LinkedHashMap<>();
        for (PlannedRun run : plan.runs()) {
            RunFolder files = folder.run(run);
            Optional<String> obstacle = obstacle(files);
            if (obstacle.isEmpty()) {
                tasks.put(run, evaluator.task(files, settings));
            } else {
                session.console().line(run.label() + ": left out, " + obstacle.get());
            }
        }
        return tasks;
    }

    private static Optional<String> obstacle(RunFolder files) throws IOException {
        if (!files.hasResult()) {
            return Optional.of("it is not complete");
        }
        try {
            return files.readResult().status() == RunStatus.COMPLETED
                    ? Optional.empty()
                    : Optional.of("it failed");
        } catch (DamagedFileException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Makes one evaluation at a time on each thread. */
    private record Work(
            FurtherEvaluator evaluator,
            ComparisonLock lock,
            Interruption interruption,
            EvaluationDisplay display) {

        Ending on(PlannedRun run, FurtherEvaluator.Task task) {
            if (interruption.getAsBoolean()) {
                return Ending.INTERRUPTED;
            }
            try {
                return evaluated(run, task);
            } catch (InterruptedEvaluationException e) {
                return Ending.INTERRUPTED;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                LOG.info("evaluation of {} failed", run.folderName(), e);
                FailedRun why = FailedRun.of(e, run, evaluator.context().plugins());
                display.failed(run, why);
                return Ending.FAILED;
            }
        }

        private Ending evaluated(PlannedRun run, FurtherEvaluator.Task task) throws IOException {
            if (task.replaced().isEmpty()) {
                display.left(run, "has these settings itself");
                return Ending.DONE;
            }
            String name = task.folder().evaluations().file(task.spec().config()).toString();
            Optional<Closeable> held = lock.evaluating(run, name);
            if (held.isEmpty()) {
                display.left(run, "left to another process, which evaluates it now");
                return Ending.DONE;
            }
            try (Closeable evaluating = held.get()) {
                if (evaluator.kept(task).isPresent()) {
                    display.left(run, "evaluated already, kept");
                    return Ending.DONE;
                }
                display.started(run);
                try (TrainedModel trained = evaluator.open(task)) {
                    FurtherEvaluator.Kept kept =
                            evaluator.evaluate(
                                    task,
                                    trained,
                                    (metric, done, examples) -> {
                                        if (interruption.getAsBoolean()) {
                                            throw new InterruptedEvaluationException();
                                        }
                                        display.advanced(run, metric, done, examples);
                                    });
                    List<String> bad = FurtherEvaluator.notFinite(kept.record());
                    if (!bad.isEmpty()) {
                        throw new IllegalStateException("not finite: " + String.join(", ", bad));
                    }
                    display.finished(run, kept.record());
                }
                return Ending.DONE;
            }
        }
    }
}
