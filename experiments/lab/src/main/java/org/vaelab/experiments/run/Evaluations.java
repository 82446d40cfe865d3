// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vaelab.experiments.plan.FailedRun;
import org.vaelab.experiments.use.RunModel;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.training.CheckpointFile;

/**
 * Further evaluations of the complete runs in a folder. A result that exists already, with the same
 * config, model and data, is kept.
 *
 * @param tasks by run
 * @param leftOut why other runs are not evaluated
 */
@Internal
public record Evaluations(
        ComparisonFolder folder,
        FurtherEvaluator evaluator,
        Map<PlannedRun, FurtherEvaluator.Task> tasks,
        Map<PlannedRun, String> leftOut) {

    private static final Logger LOG = LoggerFactory.getLogger(Evaluations.class);

    private static final String THREAD = "vaelab-evaluation";

    /**
     * Returns the evaluations of a folder. Makes none.
     *
     * @param settings as after {@code --set}
     * @throws IOException if the folder has no plan
     */
    public static Evaluations of(
            ComparisonFolder folder, FurtherEvaluator evaluator, List<String> settings)
            throws IOException {
        Map<PlannedRun, FurtherEvaluator.Task> tasks = new LinkedHashMap<>();
        Map<PlannedRun, String> leftOut = new LinkedHashMap<>();
        ComparisonPlan plan = folder.readPlan();
        for (PlannedRun run : plan.runs()) {
            RunFolder files = folder.run(run);
            Optional<String> obstacle = obstacle(files);
            if (obstacle.isPresent()) {
                leftOut.put(run, obstacle.get());
            } else {
                tasks.put(run, evaluator.task(files, settings));
            }
        }
        for (PlannedRun run : plan.former()) {
            leftOut.put(
                    run,
                    "it is of an earlier config: evaluate its own folder, "
                            + folder.run(run).path());
        }
        return new Evaluations(folder, evaluator, tasks, leftOut);
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

    /**
     * Evaluates the runs.
     *
     * @param parallel how many at once
     */
    public Executor.Summary run(int parallel, Listener listener) throws IOException {
        try (ComparisonLock lock = ComparisonLock.open(folder)) {
            List<Callable<Executor.Ending>> all = new ArrayList<>();
            tasks.forEach((run, task) -> all.add(() -> evaluated(run, task, lock, listener)));
            return InParallel.all(all, parallel, THREAD);
        }
    }

    /** Returns the failed metrics of each run, also of evaluations that were kept. */
    public Map<PlannedRun, Map<String, String>> failedMetrics() throws IOException {
        Map<PlannedRun, Map<String, String>> failed = new LinkedHashMap<>();
        for (Map.Entry<PlannedRun, FurtherEvaluator.Task> entry : tasks.entrySet()) {
            FurtherEvaluator.Task task = entry.getValue();
            RunRecord run = task.record();
            failed.put(
                    entry.getKey(),
                    task.replaced().isEmpty()
                            ? run.provenance().failedMetrics()
                            : evaluator
                                    .kept(task)
                                    .map(EvaluationRecord::failedMetrics)
                                    .orElse(Map.of()));
        }
        return failed;
    }

    private Executor.Ending evaluated(
            PlannedRun run, FurtherEvaluator.Task task, ComparisonLock lock, Listener listener) {
        if (listener.isInterrupted()) {
            return Executor.Ending.INTERRUPTED;
        }
        try {
            evaluate(run, task, lock, listener);
            return Executor.Ending.COMPLETED;
        } catch (InterruptedRunException e) {
            return Executor.Ending.INTERRUPTED;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.info("evaluation of {} failed", run.folderName(), e);
            FailedRun why = FailedRun.of(e, run, evaluator.lab().plugins());
            listener.heard(new RunEvent.EvaluationFailed(run, why.cause(), why.remedy()));
            return Executor.Ending.FAILED;
        }
    }

    private void evaluate(
            PlannedRun run, FurtherEvaluator.Task task, ComparisonLock lock, Listener listener)
            throws IOException {
        if (task.replaced().isEmpty()) {
            listener.heard(new RunEvent.Kept(run, "has these settings itself"));
            return;
        }
        String name = task.folder().evaluations().file(task.spec().config()).toString();
        Optional<Closeable> held = lock.evaluating(run, name);
        if (held.isEmpty()) {
            listener.heard(
                    new RunEvent.Kept(run, "left to another process, which evaluates it now"));
            return;
        }
        try (Closeable evaluating = held.get()) {
            if (evaluator.kept(task).isPresent()) {
                CheckpointFile.of(task.folder(), task.record()).verify();
                listener.heard(new RunEvent.Kept(run, "evaluated already, kept"));
                return;
            }
            listener.heard(new RunEvent.Started(run, 0));
            try (RunModel trained = evaluator.open(task)) {
                FurtherEvaluator.Kept kept =
                        evaluator.evaluate(
                                task,
                                trained,
                                (metric, done, examples) -> {
                                    if (listener.isInterrupted()) {
                                        throw new InterruptedRunException();
                                    }
                                    listener.heard(
                                            new RunEvent.Evaluated(run, metric, done, examples));
                                });
                List<String> bad = FurtherEvaluator.notFinite(kept.record());
                if (!bad.isEmpty()) {
                    throw new IllegalStateException("not finite: " + String.join(", ", bad));
                }
                listener.heard(new RunEvent.EvaluatedAgain(run, kept.record()));
            }
        }
    }
}
