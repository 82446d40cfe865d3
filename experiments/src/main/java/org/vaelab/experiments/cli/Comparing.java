// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vaelab.experiments.run.CommandText;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.Provenances;
import org.vaelab.experiments.run.RunExecutor;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.reports.Report;

/** Carries out the runs of a comparison, or of a part of it, and writes the report of all there is. */
final class Comparing {

    private final Session session;
    private final Console console;
    private final PreparedComparison comparison;

    Comparing(Session session, PreparedComparison comparison) {
        this.session = session;
        this.console = session.console();
        this.comparison = comparison;
    }

    /** Returns what carries runs out for the command of a session. */
    static RunExecutor executor(Session session, DataCache data) {
        String command = CommandText.vaelab(session.arguments());
        return new RunExecutor(
                session.context().plugins(), session.backends(), data, new Provenances(command));
    }

    int run(int parallel) throws IOException {
        List<ComparisonRunner.Job> jobs = comparison.jobs();
        ComparisonRunner.Summary summary;
        try (Interruption interruption = Interruption.listen();
                ProgressDisplay display =
                        new ProgressDisplay(console, comparison.spec().name(), jobs)) {
            ComparisonRunner runner =
                    new ComparisonRunner(
                            executor(session, comparison.data()),
                            comparison.folder(),
                            comparison.lock(),
                            display,
                            interruption);
            summary = runner.run(jobs, parallel);
            display.close();
            if (summary.interrupted() > 0) {
                console.err().println("interrupted; the same command goes on");
                console.flush();
                return ExitCode.INTERRUPTED;
            }
        }
        report();
        if (summary.failed() > 0) {
            console.error(summary.failed() + " of " + jobs.size() + " runs failed");
            return ExitCode.FAILED;
        }
        return ExitCode.DONE;
    }

    private void report() throws IOException {
        Path report = write();
        ComparisonPlan plan = comparison.folder().readPlan();
        ResultLines.print(console.out(), comparison.folder(), plan);
        MetricNotes.print(console.out(), comparison.folder(), plan);
        console.out().println();
        long open = plan.runs().stream().filter(this::isOpen).count();
        if (open > 0) {
            console.out()
                    .println(open + " of " + plan.runs().size() + " planned runs not done here");
        }
        console.out().println("report: " + firstPage(report, plan.reportFormats()));
    }

    private boolean isOpen(PlannedRun run) {
        return !comparison.folder().run(run).hasResult();
    }

    /** Of parts that end one after another the last writes the report of all that is there. */
    private Path write() throws IOException {
        try (Closeable writing = comparison.lock().writingReport()) {
            return Report.write(comparison.folder().path());
        }
    }

    private static Path firstPage(Path report, List<String> formats) {
        if (formats.contains("html")) {
            return report.resolve("index.html");
        }
        return formats.contains("markdown") ? report.resolve("report.md") : report;
    }
}
