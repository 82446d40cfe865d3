// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/**
 * Executes the runs of a plan, several in parallel if requested. Complete runs are kept.
 *
 * @param folder of the comparison, with a written plan
 * @param lock of the folder, which holds the runs
 * @param interrupted polled often; on true, runs leave checkpoints and no further run starts
 */
public record ComparisonRunner(
        RunExecutor executor,
        ComparisonFolder folder,
        ComparisonLock lock,
        RunListener listener,
        BooleanSupplier interrupted) {

    private static final String THREAD = "vaelab-run";

    public record Job(PlannedRun planned, RunSpec spec) {}

    /**
     * The result of the runs.
     *
     * @param completed the number of complete runs, including those kept
     * @param failed the number of failed runs
     * @param interrupted the number of runs that were interrupted or not started
     */
    public record Summary(int completed, int failed, int interrupted) {}

    private enum Ending {
        COMPLETED,
        FAILED,
        INTERRUPTED
    }

    /**
     * Executes the runs in their order, and keeps complete ones. First it checks that the kept ones
     * were made with the present data.
     *
     * @param complete the records of complete runs, by the names of their folders
     * @param parallel how many at once, at least 1
     * @throws ChangedDataException if a complete run was made with other data
     * @throws IOException if a folder cannot be read or written
     */
    public Summary run(List<Job> jobs, Map<String, RunRecord> complete, int parallel)
            throws IOException {
        KeptRuns kept = new KeptRuns(executor, complete);
        kept.requireDataOf(jobs);
        List<Callable<Ending>> tasks = new ArrayList<>();
        for (Job job : jobs) {
            tasks.add(() -> run(job, kept));
        }
        List<Ending> endings = InParallel.all(tasks, parallel, THREAD);
        return new Summary(
                Collections.frequency(endings, Ending.COMPLETED),
                Collections.frequency(endings, Ending.FAILED),
                Collections.frequency(endings, Ending.INTERRUPTED));
    }

    private Ending run(Job job, KeptRuns kept) throws IOException {
        if (kept.keeps(job, listener)) {
            return Ending.COMPLETED;
        }
        if (interrupted.getAsBoolean()) {
            return Ending.INTERRUPTED;
        }
        try (Closeable working = lock.working(job.planned())) {
            return executor.execute(job, folder.run(job.planned()), listener, interrupted)
                    .map(r -> r.status() == RunStatus.COMPLETED ? Ending.COMPLETED : Ending.FAILED)
                    .orElse(Ending.INTERRUPTED);
        }
    }
}
