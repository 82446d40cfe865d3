// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.run.RunState;
import org.vaelab.experiments.run.TimeLeft;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthProblem;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.settings.Amount;

/** The progress of a plan in words. */
record ProgressText(PlanProgress progress) {

    private static final int MOST_PROBLEMS = 12;

    /** Returns the table of the counts by model, a line for each. */
    List<String> counts() {
        return table(ProgressText::count);
    }

    /** Returns the table with the step of each run that has begun, otherwise the number of runs. */
    List<String> steps() {
        return table(ProgressText::countOrSteps);
    }

    private List<String> table(BiFunction<List<RunProgress>, RunState, String> cell) {
        ConsoleTable<Map.Entry<String, List<RunProgress>>> table = new ConsoleTable<>();
        table.column("model", Map.Entry::getKey);
        for (RunState state : RunState.values()) {
            table.column(state.toString(), runs -> cell.apply(runs.getValue(), state));
        }
        return table.lines(progress.groups().entrySet());
    }

    private static String count(List<RunProgress> runs, RunState state) {
        return "" + runs.stream().filter(run -> run.state() == state).count();
    }

    private static String countOrSteps(List<RunProgress> runs, RunState state) {
        if (state != RunState.RUNNING && state != RunState.BEGUN) {
            return count(runs, state);
        }
        String each =
                runs.stream()
                        .filter(run -> run.state() == state)
                        .map(ProgressText::step)
                        .collect(Collectors.joining("; "));
        return each.isEmpty() ? "0" : each;
    }

    private static String step(RunProgress run) {
        String of = run.steps() == 0 ? "" : " of " + grouped(run.steps());
        return "seed " + run.planned().seed() + " at step " + grouped(run.step()) + of;
    }

    String summary() {
        List<String> parts = new ArrayList<>();
        for (RunState state : RunState.values()) {
            int count = progress.in(state).size();
            if (count > 0) {
                parts.add(count + " " + state);
            }
        }
        String counts =
                parts.isEmpty()
                        ? "no runs are planned before the search ends"
                        : String.join(", ", parts)
                                + " of "
                                + Amount.of(progress.runs().size(), "run");
        return progress.plan().name() + ": " + counts;
    }

    /** Returns whether open runs are executed; empty if there is nothing to say. */
    String work() {
        if (!progress.workIsKnown()) {
            return "whether a process is at work cannot be told on this file system";
        }
        int abandoned = progress.abandoned().size();
        return abandoned == 0
                ? ""
                : "no process works on "
                        + Amount.of(abandoned, "run")
                        + ": to continue, start the same compare command again";
    }

    /** Returns the time left; empty if nothing is left, or nothing is known. */
    String timeLeft() {
        TimeLeft left = progress.timeLeft();
        if (left.counted() == 0) {
            return "";
        }
        return "time left: about "
                + ConsoleText.duration(left.seconds())
                + ", "
                + (left.atOnce() == 1 ? "one run after another" : left.atOnce() + " runs at once");
    }

    /** Returns what the time left does not count; empty if there is nothing. */
    String remarksOnTime() {
        TimeLeft left = progress.timeLeft();
        StringBuilder text = new StringBuilder();
        if (!left.unknown().isEmpty()) {
            text.append("; of ").append(String.join(", ", left.unknown()));
            text.append(" nothing is known yet, so the mean of the other models counts");
        }
        if (!left.withoutEvaluation().isEmpty()) {
            text.append("; without the evaluation of ")
                    .append(String.join(", ", left.withoutEvaluation()));
        }
        return text.toString();
    }

    /** Returns the cause of a failure, with the step of it. */
    static Failure failure(RunProgress failed) {
        return Objects.requireNonNull(
                Objects.requireNonNull(failed.record(), "record").failure(), "failure");
    }

    /** Returns two lines for each problem of a model that the health monitor found. */
    static List<String> health(Map<PlannedRun, List<HealthFinding>> findings) {
        List<HealthProblem> problems = HealthProblem.of(findings);
        List<String> lines = new ArrayList<>();
        for (HealthProblem problem :
                problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()))) {
            HealthFinding first = problem.first();
            lines.add(
                    "%s %s %s, step %s: %s: %s"
                            .formatted(
                                    problem.model(),
                                    problem.found().size() == 1 ? "seed" : "seeds",
                                    problem.seeds(),
                                    first.step(),
                                    first.label(),
                                    first.message()));
            lines.add("    " + first.remedy());
        }
        if (problems.size() > MOST_PROBLEMS) {
            lines.add(
                    "and "
                            + (problems.size() - MOST_PROBLEMS)
                            + " more problems, listed in the report");
        }
        return lines;
    }

    /** Returns a number with separators of thousands. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
