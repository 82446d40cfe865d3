// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.PlanExecutor;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;

/** A comparison with a written plan: executes its runs, and writes the report of all runs. */
record PlannedComparison(PlannedRuns runs) {

    /**
     * Executes the runs, writes the report and prints the results.
     *
     * @param executor where the runs are executed
     * @return the exit code
     */
    int carryOut(PlanExecutor executor, Interruption interruption) throws IOException {
        Console console = runs.session().console();
        Map<String, RunRecord> complete = runs.setDamagedAside();
        try (ProgressDisplay display =
                new ProgressDisplay(console, runs.name(), runs.progress(complete), true)) {
            ComparisonRunner.Summary summary;
            try (Interruption.Orderly training = interruption.orderly()) {
                summary = runs.execute(complete, executor, display, interruption);
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
            ComparisonResults results = ComparisonResults.read(runs.folder());
            results.print(console.out());
            console.out().println("report: " + firstPage(report, results.plan().reportFormats()));
            if (summary.failed() > 0) {
                console.error(summary.failed() + " of " + runs.jobs().size() + " runs failed");
                return ExitCode.FAILED;
            }
            return ExitCode.DONE;
        }
    }

    /**
     * Writes the report of all existing records, including those of other shards. The user can
     * interrupt its construction, but not the replacement of the earlier report.
     */
    private Path writeReport(Interruption interruption) throws IOException {
        ComparisonFolder folder = runs.folder();
        try (Closeable writing = runs.lock().writingReport()) {
            Report report = Report.of(List.of(folder.path()), runs.session().pluginLoader());
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
