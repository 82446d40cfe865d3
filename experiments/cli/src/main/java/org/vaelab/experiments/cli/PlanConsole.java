// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.experiments.Ending;
import org.vaelab.experiments.Plan;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.plan.PlannedWork;
import org.vaelab.experiments.plan.PlannedWork.State;
import org.vaelab.experiments.run.Executor;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.framework.settings.Amount;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;
import org.vaelab.reports.comparison.ChangeText;

/** The work on a plan, on the console. Ctrl-C interrupts it. */
record PlanConsole(Plan plan, Console console) {

    static final String FAREWELL = "interrupted; the same command goes on";

    /** Prints what a budget replaces, and the warnings. */
    void announce() {
        PrintWriter err = console.err();
        ComparisonSpec spec = plan.spec();
        if (spec.budget().isPresent()) {
            for (SettingChange change : spec.changes()) {
                err.println(change.by() + ": " + ChangeText.of(change, "->"));
            }
        }
        plan.warnings().forEach(warning -> console.line("warning: " + warning));
    }

    /**
     * Prints which runs of earlier configs in the folder are kept or continued, and what this
     * config has changed.
     *
     * @return what is left to do of each run
     */
    List<PlannedWork> announceEarlier() {
        List<PlannedWork> work = plan.work();
        tellEarlier(work);
        return work;
    }

    private void tellEarlier(List<PlannedWork> work) {
        List<PlannedRun> former = plan.former();
        if (former.isEmpty() && work.stream().allMatch(of -> of.state() == State.NEW)) {
            return;
        }
        PrintWriter err = console.err();
        Set<String> lines = new LinkedHashSet<>();
        for (PlannedWork of : work) {
            if (of.earlier() != null) {
                String why = of.obstacle() == null ? "" : ", because " + of.obstacle();
                lines.add(
                        "%s: %s; it %s%s"
                                .formatted(
                                        of.run().model(),
                                        String.join(", ", of.changes()),
                                        of.state() == State.NEW ? "is trained " + of : of,
                                        why));
            }
        }
        lines.forEach(err::println);
        Map<String, List<PlannedWork>> byState = new LinkedHashMap<>();
        work.forEach(of -> byState.computeIfAbsent(of.toString(), s -> new ArrayList<>()).add(of));
        err.println(
                byState.entrySet().stream()
                        .map(of -> of.getKey() + ": " + Amount.of(of.getValue().size(), "run"))
                        .collect(Collectors.joining("; ")));
        Set<String> wanted = work.stream().map(of -> of.run().label()).collect(Collectors.toSet());
        List<String> gone =
                former.stream()
                        .map(PlannedRun::label)
                        .distinct()
                        .filter(of -> !wanted.contains(of))
                        .toList();
        if (!gone.isEmpty()) {
            err.println(
                    "no longer in the config, but still on disk: "
                            + String.join(", ", gone)
                            + " (report --all shows them)");
        }
    }

    /**
     * Executes the runs, prints the results and writes the report.
     *
     * @param executor where the runs are executed
     * @return the exit code
     */
    int carryOut(Executor executor) throws IOException {
        announceEarlier();
        try (Interruption interruption = Interruption.listen(console, FAREWELL)) {
            Results results;
            try (ProgressDisplay display =
                            new ProgressDisplay(console, interruption, this::announce, true);
                    Interruption.Orderly training = interruption.orderly()) {
                results = plan.run(executor, display);
            }
            if (results.ending() == Ending.INTERRUPTED || interruption.getAsBoolean()) {
                return ExitCode.INTERRUPTED;
            }
            if (results.ending() == Ending.WAITING) {
                return ExitCode.DONE;
            }
            ResultsTable.of(results).print(console.out());
            writeReport(results, console, interruption);
            int measured = failedMetrics(results).report(console);
            long failed =
                    results.records(results.own()).stream()
                            .filter(record -> record.status() != RunStatus.COMPLETED)
                            .count();
            if (failed > 0) {
                console.error(failed + " of " + results.own().size() + " runs failed");
            }
            return results.ending() == Ending.FAILED ? ExitCode.FAILED : measured;
        }
    }

    /**
     * Writes the report of all records, also of other processes. The user can interrupt its
     * construction, but not the replacement of the earlier report.
     */
    static void writeReport(Results results, Console console, Interruption interruption)
            throws IOException {
        try (Closeable held = results.holdReport()) {
            Report report = results.report(part -> show("report: " + part, console, interruption));
            try (Interruption.Orderly replacing = interruption.orderly()) {
                edited(report.write(new ReportFolder(results.folder().report())), console);
            }
            show("", console, interruption);
            report.warnings().forEach(warning -> console.line("warning: " + warning));
        }
        console.out().println("report: " + results.firstPage());
    }

    /** Warns of files of the earlier report that were edited, and are kept under other names. */
    static void edited(List<Path> kept, Console console) {
        for (Path file : kept) {
            console.line(
                    "warning: %s: the report had a file that was changed after it was written; it is kept under this name"
                            .formatted(file));
        }
    }

    /** Nothing is shown after the farewell: an interruption keeps later orderly work waiting. */
    private static void show(String text, Console console, Interruption interruption) {
        try (Interruption.Orderly showing = interruption.orderly()) {
            console.show(text);
        }
    }

    /** Returns the failed metrics of the runs that were to be executed here. */
    private static FailedMetrics failedMetrics(Results results) throws IOException {
        FailedMetrics failed = new FailedMetrics();
        for (RunRecord record : results.records(results.own())) {
            failed.add(record.model(), record.seed(), record.provenance().failedMetrics());
        }
        return failed;
    }
}
