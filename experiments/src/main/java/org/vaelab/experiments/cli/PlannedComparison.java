// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.PlanExecutor;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * A comparison with a written plan: executes its runs, and writes the report of all runs.
 *
 * @param earlier runs of the same command that have ended, such as those of a search
 */
record PlannedComparison(PlannedRuns runs, List<RunProgress> earlier) {

    /**
     * Executes the runs, prints the results and writes the report.
     *
     * @param executor where the runs are executed, closed then
     * @return the exit code
     */
    int carryOut(PlanExecutor executor, Interruption interruption) throws IOException {
        Console console = runs.session().console();
        Map<String, RunRecord> complete = runs.setDamagedAside();
        try (ProgressDisplay display =
                new ProgressDisplay(
                        console, runs.plan().name(), earlier, runs.progress(complete), true)) {
            ComparisonRunner.Summary summary;
            try (Interruption.Orderly training = interruption.orderly()) {
                summary = runs.execute(complete, executor, display, interruption);
                // Other machines need not wait for the report.
                executor.close();
            }
            if (summary.interrupted() > 0 || interruption.getAsBoolean()) {
                return ExitCode.INTERRUPTED;
            }
            display.close();
            ComparisonResults.read(runs.folder()).print(console.out());
            Path page =
                    new ComparisonReport(runs.folder(), runs.session())
                            .write(runs.lock(), interruption);
            console.out().println("report: " + page);
            int measured = failedMetrics().report(console);
            if (summary.failed() > 0) {
                console.error(summary.failed() + " of " + runs.jobs().size() + " runs failed");
                return ExitCode.FAILED;
            }
            return measured;
        }
    }

    /** Returns the failed metrics of the runs that were to be executed here. */
    private FailedMetrics failedMetrics() throws IOException {
        FailedMetrics failed = new FailedMetrics();
        for (ComparisonRunner.Job job : runs.jobs()) {
            RunFolder files = runs.folder().run(job.planned());
            if (files.hasResult()) {
                RunRecord record = files.readResult();
                failed.add(record.model(), record.seed(), record.provenance().failedMetrics());
            }
        }
        return failed;
    }
}
