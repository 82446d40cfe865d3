// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.experiments.progress.PlanProgress;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.CommandText;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DamagedFiles;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.Provenances;
import org.vaelab.experiments.run.RunExecutor;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;

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
        setDamagedFilesAside(jobs);
        try (Interruption interruption =
                        Interruption.listen(console, "interrupted; the same command goes on");
                ProgressDisplay display =
                        new ProgressDisplay(console, comparison.spec().name(), progress(jobs))) {
            ComparisonRunner runner =
                    new ComparisonRunner(
                            executor(session, comparison.data()),
                            comparison.folder(),
                            comparison.lock(),
                            display,
                            interruption);
            ComparisonRunner.Summary summary;
            try (Interruption.Orderly training = interruption.orderly()) {
                summary = runner.run(jobs, parallel);
            }
            if (summary.interrupted() > 0) {
                return ExitCode.INTERRUPTED;
            }
            display.reporting();
            Path report = writeReport(interruption);
            display.close();
            print(report);
            if (summary.failed() > 0) {
                console.error(summary.failed() + " of " + jobs.size() + " runs failed");
                return ExitCode.FAILED;
            }
            return ExitCode.DONE;
        }
    }

    private void setDamagedFilesAside(List<ComparisonRunner.Job> jobs) throws IOException {
        new DamagedFiles(comparison.folder(), text -> console.line("warning: " + text))
                .setAside(
                        comparison.folder().readPlan().runs(),
                        jobs.stream().map(ComparisonRunner.Job::planned).toList());
    }

    /** Returns the progress of the runs of this process, before it begins. */
    private List<RunProgress> progress(List<ComparisonRunner.Job> jobs) throws IOException {
        Map<String, RunProgress> planned =
                PlanProgress.readAsHolder(comparison.folder()).runs().stream()
                        .collect(Collectors.toMap(r -> r.planned().folderName(), r -> r));
        return jobs.stream().map(job -> planned.get(job.planned().folderName())).toList();
    }

    private void print(Path report) throws IOException {
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

    /**
     * Writes the report of all that is there: of parts that end one after another the last one does so for
     * all. It can be interrupted while it is made, and not while it is put in its place.
     */
    private Path writeReport(Interruption interruption) throws IOException {
        try (Closeable writing = comparison.lock().writingReport()) {
            Report report = Report.of(List.of(comparison.folder().path()), session.pluginLoader());
            ReportFolder place = new ReportFolder(comparison.folder().report());
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
