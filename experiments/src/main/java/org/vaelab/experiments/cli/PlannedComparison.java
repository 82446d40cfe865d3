// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DamagedFiles;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;

/**
 * A comparison with a written plan: executes its runs, and writes the report of all runs.
 *
 * @param jobs the runs of this process
 * @param lock of the folder, which holds these runs
 * @param data the cache of loaded data
 */
record PlannedComparison(
        Session session,
        String name,
        List<ComparisonRunner.Job> jobs,
        ComparisonFolder folder,
        ComparisonLock lock,
        DataCache data) {

    /**
     * Executes the runs, writes the report and prints the results.
     *
     * @param parallel how many runs at once
     * @return the exit code
     */
    int carryOut(int parallel) throws IOException {
        Console console = session.console();
        Map<String, RunRecord> complete =
                new DamagedFiles(folder, text -> console.line("warning: " + text))
                        .setAside(
                                folder.readPlan().runs(),
                                jobs.stream().map(ComparisonRunner.Job::planned).toList());
        try (Interruption interruption =
                        Interruption.listen(console, "interrupted; the same command goes on");
                ProgressDisplay display =
                        new ProgressDisplay(console, name, progress(complete), true)) {
            ComparisonRunner runner =
                    new ComparisonRunner(
                            session.executor(data), folder, lock, display, interruption);
            ComparisonRunner.Summary summary;
            try (Interruption.Orderly training = interruption.orderly()) {
                summary = runner.run(jobs, complete, parallel);
                if (summary.interrupted() == 0) {
                    // Not later: nothing is shown after the farewell.
                    display.reporting();
                }
            }
            if (summary.interrupted() > 0 || interruption.getAsBoolean()) {
                return ExitCode.INTERRUPTED;
            }
            Path report = writeReport(interruption);
            display.close();
            ComparisonResults results = ComparisonResults.read(folder);
            results.print(console.out());
            console.out().println("report: " + firstPage(report, results.plan().reportFormats()));
            if (summary.failed() > 0) {
                console.error(summary.failed() + " of " + jobs.size() + " runs failed");
                return ExitCode.FAILED;
            }
            return ExitCode.DONE;
        }
    }

    private List<RunProgress> progress(Map<String, RunRecord> complete) throws IOException {
        List<RunProgress> runs = new ArrayList<>();
        for (ComparisonRunner.Job job : jobs) {
            PlannedRun run = job.planned();
            runs.add(RunProgress.beforeWork(run, folder.run(run), complete.get(run.folderName())));
        }
        return runs;
    }

    /**
     * Writes the report of all existing records, including those of other shards. The user can
     * interrupt its construction, but not the replacement of the earlier report.
     */
    private Path writeReport(Interruption interruption) throws IOException {
        try (Closeable writing = lock.writingReport()) {
            Report report = Report.of(List.of(folder.path()), session.pluginLoader());
            ReportFolder place = new ReportFolder(folder.report());
            try (Interruption.Orderly replacing = interruption.orderly()) {
                report.write(place);
            }
            return place.path();
        }
    }

    private static Path firstPage(Path report, List<String> formats) {
        if (formats.contains("html")) {
            return report.resolve("index.html");
        }
        return formats.contains("markdown") ? report.resolve("report.md") : report;
    }
}
