// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DamagedFiles;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.PlanExecutor;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * Runs of a written plan that this process holds.
 *
 * @param plan all runs of the folder
 * @param jobs the runs of this process
 * @param lock of the folder, which holds these runs
 * @param data the cache of loaded data
 */
record PlannedRuns(
        Session session,
        ComparisonPlan plan,
        List<ComparisonRunner.Job> jobs,
        ComparisonFolder folder,
        ComparisonLock lock,
        DataCache data) {

    /** Returns the folders of the runs of this process. */
    Set<RunFolder> folders() {
        return jobs.stream().map(job -> folder.run(job.planned())).collect(Collectors.toSet());
    }

    /**
     * Sets damaged files aside, with a warning.
     *
     * @return the records of complete runs, by the names of their folders
     */
    Map<String, RunRecord> setDamagedAside() throws IOException {
        return new DamagedFiles(folder, text -> session.console().line("warning: " + text))
                .setAside(plan.runs(), jobs.stream().map(ComparisonRunner.Job::planned).toList());
    }

    /** Returns the progress of the runs before this process works on them. */
    List<RunProgress> progress(Map<String, RunRecord> complete) throws IOException {
        List<RunProgress> runs = new ArrayList<>();
        for (ComparisonRunner.Job job : jobs) {
            PlannedRun run = job.planned();
            runs.add(RunProgress.beforeWork(run, folder.run(run), complete.get(run.folderName())));
        }
        return runs;
    }

    /**
     * Executes the runs that are not complete.
     *
     * @param complete as {@link #setDamagedAside} returned it
     * @param executor where they are executed
     */
    ComparisonRunner.Summary execute(
            Map<String, RunRecord> complete,
            PlanExecutor executor,
            ProgressDisplay display,
            Interruption interruption)
            throws IOException {
        return executor.run(
                new PlanExecutor.Work(
                        session.executor(data),
                        folder,
                        lock,
                        display,
                        interruption,
                        jobs,
                        complete));
    }
}
