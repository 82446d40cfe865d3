// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
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

/** How far a comparison is, in a table and a few lines. */
final class StatusLines {

    private static final List<String> HEADING =
            List.of("model", "done", "failed", "running", "begun", "left");

    private final PrintWriter out;
    private final PlanProgress progress;

    StatusLines(PrintWriter out, PlanProgress progress) {
        this.out = out;
        this.progress = progress;
    }

    void print() {
        List<List<String>> rows = new ArrayList<>();
        progress.plan().models().forEach(model -> rows.add(row(model)));
        TextTable.print(out, HEADING, rows);
        out.println();
        out.println(progress.plan().name() + ": " + summary());
        List<RunProgress> failed = progress.in(RunState.FAILED);
        failed.forEach(this::printFailure);
        if (!failed.isEmpty()) {
            out.println();
        }
        printWork();
        printTimeLeft();
    }

    private List<String> row(String model) {
        List<RunProgress> runs = progress.of(model);
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
                        .map(StatusLines::step)
                        .collect(Collectors.joining("; "));
        return each.isEmpty() ? "0" : each;
    }

    private static String step(RunProgress run) {
        String of = run.steps() == 0 ? "" : " of " + grouped(run.steps());
        return "seed " + run.planned().seed() + " at step " + grouped(run.step()) + of;
    }

    private String summary() {
        List<String> parts = new ArrayList<>();
        for (RunState state : RunState.values()) {
            int count = progress.in(state).size();
            if (count > 0) {
                parts.add(count + " " + state.name().toLowerCase(Locale.ROOT));
            }
        }
        return String.join(", ", parts) + " of " + runs(progress.runs().size());
    }

    private void printFailure(RunProgress run) {
        Failure failure = Objects.requireNonNull(record(run).failure(), "failure");
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

    private static RunRecord record(RunProgress run) {
        return Objects.requireNonNull(run.record(), "record");
    }

    /** Who goes on with what is not done. */
    private void printWork() {
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

    private void printTimeLeft() {
        TimeLeft left = progress.timeLeft();
        if (left.counted() == 0) {
            return;
        }
        StringBuilder text = new StringBuilder("time left: about ");
        text.append(DurationText.of(left.seconds())).append(", ");
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
