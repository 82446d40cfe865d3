// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.vaelab.experiments.progress.PlanProgress;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.progress.RunState;
import org.vaelab.experiments.progress.TimeLeft;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vaelab status}. */
@Command(
        name = "status",
        description = {
            "Show the progress of a comparison, and the time left.",
            "Counts the runs that are done, failed, running, begun and left. Writes nothing."
        },
        footer = "Exit code 1 if a run failed, otherwise 0, whether or not all runs are done.")
final class StatusCommand extends SessionCommand {

    private static final List<String> HEADING =
            List.of("model", "done", "failed", "running", "begun", "left");

    @Parameters(paramLabel = "DIR", description = "Folder of the comparison, as compare wrote it.")
    private Path folder = Path.of("");

    @Override
    int run(Session session) throws IOException {
        PlanProgress progress = PlanProgress.read(requireComparison(folder));
        PrintWriter out = session.console().out();
        print(progress, out);
        return progress.in(RunState.FAILED).isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void print(PlanProgress progress, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        progress.groups().forEach((name, runs) -> rows.add(row(name, runs)));
        ConsoleText.table(out, HEADING, rows);
        out.println();
        out.println(progress.plan().name() + ": " + summary(progress));
        List<RunProgress> failed = progress.in(RunState.FAILED);
        failed.forEach(run -> printFailure(run, out));
        if (!failed.isEmpty()) {
            out.println();
        }
        printWork(progress, out);
        printTimeLeft(progress.timeLeft(), out);
    }

    private static List<String> row(String model, List<RunProgress> runs) {
        return List.of(
                model,
                count(runs, RunState.DONE),
                count(runs, RunState.FAILED),
                steps(runs, RunState.RUNNING),
                steps(runs, RunState.BEGUN),
                count(runs, RunState.LEFT));
    }

    private static String count(List<RunProgress> runs, RunState state) {
        return "" + runs.stream().filter(run -> run.state() == state).count();
    }

    private static String steps(List<RunProgress> runs, RunState state) {
        String each =
                runs.stream()
                        .filter(run -> run.state() == state)
                        .map(StatusCommand::step)
                        .collect(Collectors.joining("; "));
        return each.isEmpty() ? "0" : each;
    }

    private static String step(RunProgress run) {
        String of = run.steps() == 0 ? "" : " of " + grouped(run.steps());
        return "seed " + run.planned().seed() + " at step " + grouped(run.step()) + of;
    }

    private static String summary(PlanProgress progress) {
        List<String> parts = new ArrayList<>();
        for (RunState state : RunState.values()) {
            int count = progress.in(state).size();
            if (count > 0) {
                parts.add(count + " " + state.name().toLowerCase(Locale.ROOT));
            }
        }
        return parts.isEmpty()
                ? "no runs are planned before the search ends"
                : String.join(", ", parts) + " of " + runs(progress.runs().size());
    }

    private static void printFailure(RunProgress run, PrintWriter out) {
        RunRecord record = Objects.requireNonNull(run.record(), "record");
        Failure failure = Objects.requireNonNull(record.failure(), "failure");
        out.println();
        out.println(
                run.planned().model()
                        + " seed "
                        + run.planned().seed()
                        + " failed "
                        + (failure.step() == 0
                                ? "before the first step"
                                : "at step " + grouped(failure.step()))
                        + ": "
                        + failure.cause());
        out.println("    " + failure.advice());
    }

    private static void printWork(PlanProgress progress, PrintWriter out) {
        int abandoned = progress.abandoned().size();
        if (!progress.workIsKnown()) {
            out.println("whether a process is at work cannot be told on this file system");
        } else if (abandoned > 0) {
            out.println(
                    (abandoned == 1 ? "1 run is" : abandoned + " runs are")
                            + " in the hands of no process: compare goes on with "
                            + (abandoned == 1 ? "it" : "them"));
        }
    }

    private static void printTimeLeft(TimeLeft left, PrintWriter out) {
        if (left.counted() == 0) {
            return;
        }
        StringBuilder text = new StringBuilder("time left: about ");
        text.append(ConsoleText.duration(left.seconds())).append(", ");
        text.append(left.atOnce() == 1 ? "one run after another" : left.atOnce() + " runs at once");
        if (!left.unknown().isEmpty()) {
            text.append("; of ").append(String.join(", ", left.unknown()));
            text.append(" nothing is known yet, so the mean of the other models counts");
        }
        if (!left.withoutEvaluation().isEmpty()) {
            text.append("; without the evaluation of ")
                    .append(String.join(", ", left.withoutEvaluation()));
        }
        out.println(text);
    }

    private static String runs(int count) {
        return count == 1 ? "1 run" : count + " runs";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
