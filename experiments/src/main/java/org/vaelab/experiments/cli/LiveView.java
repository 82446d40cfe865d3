// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.vaelab.experiments.progress.HistoryTail;
import org.vaelab.experiments.progress.PlanProgress;
import org.vaelab.experiments.progress.PlanWatch;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.progress.RunState;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.RunRecord;

/**
 * The lines of a live view of a plan. A bar with the counts and the time left comes first, then a line for
 * each run at work. The findings of the health monitor, the newest failures and the counts by model follow.
 * Blocks that do not fit the height are left out. If too many runs are at work, a line counts the others.
 *
 * @param blocks whether to draw curves with block characters, else ASCII
 */
record LiveView(boolean blocks) {

    private static final int FAILURES = 3;
    private static final int LEAST_RUNS = 3;
    private static final int LONGEST_LABEL = 28;
    private static final int SHORTEST_CURVE = 6;
    private static final int LONGEST_CURVE = 40;

    /** Returns the lines, each shorter than the terminal is wide, and fewer than its rows. */
    List<String> lines(PlanWatch.Look look, TerminalSize size) {
        int width = Math.max(1, size.columns() - 1);
        List<String> head = head(look.progress(), width);
        List<String> runs = new ArrayList<>();
        look.atWork().forEach((run, history) -> runs.add(run(run, history, width, look.atWork())));
        List<List<String>> blocks =
                List.of(
                        HealthLines.of(look.findings()),
                        failures(look.failed()),
                        StatusCommand.counts(look.progress()));
        int room = size.rows() - 1 - head.size();
        List<String> all = new ArrayList<>(head);
        List<String> shownRuns = most(runs, Math.max(LEAST_RUNS, room), "runs at work");
        all.addAll(shownRuns);
        room -= shownRuns.size();
        for (List<String> block : blocks) {
            // A blank line before each.
            if (!block.isEmpty() && block.size() < room) {
                all.add("");
                all.addAll(block);
                room -= block.size() + 1;
            }
        }
        return all.stream().map(line -> cut(line, width)).toList();
    }

    private static List<String> head(PlanProgress progress, int width) {
        long done =
                progress.runs().stream()
                        .mapToLong(run -> run.state().isOpen() ? run.step() : run.steps())
                        .sum();
        long all = progress.runs().stream().mapToLong(RunProgress::steps).sum();
        List<String> head = new ArrayList<>();
        head.add(ProgressDisplay.bar(progress.plan().name(), done, all, "", width).stripTrailing());
        head.add(StatusCommand.summary(progress));
        // Without the remarks after it.
        head.add(StatusCommand.timeLeft(progress.timeLeft()).split(";", 2)[0]);
        head.add(StatusCommand.work(progress));
        head.removeIf(String::isEmpty);
        head.add("");
        return head;
    }

    private String run(
            RunProgress run, HistoryTail history, int width, Map<RunProgress, HistoryTail> all) {
        int longest =
                all.keySet().stream().mapToInt(r -> r.planned().label().length()).max().orElse(0);
        int most = Math.min(LONGEST_LABEL, Math.max(longest, 1));
        String facts =
                String.format(
                        Locale.ROOT,
                        "%-" + most + "s  %-18s%s%s",
                        cut(run.planned().label(), most),
                        step(run),
                        bound(history),
                        rate(history));
        int room = Math.min(LONGEST_CURVE, width - facts.length() - 2);
        return room < SHORTEST_CURVE
                ? facts
                : facts + "  " + Sparkline.of(history.bounds(room), blocks);
    }

    private static String step(RunProgress run) {
        return run.steps() > 0 && run.step() >= run.steps()
                ? "evaluating"
                : String.format(Locale.ROOT, "%,7d of %,7d", run.step(), run.steps());
    }

    private static String bound(HistoryTail history) {
        return String.format(Locale.ROOT, "  bound %8s", ConsoleText.number(history.latestBound()));
    }

    private static String rate(HistoryTail history) {
        double rate = history.rate();
        String speed =
                Double.isFinite(rate)
                        ? String.format(Locale.ROOT, rate < 10 ? "%.1f/s" : "%,.0f/s", rate)
                        : "";
        return String.format(Locale.ROOT, "  %7s", speed);
    }

    private static List<String> failures(List<RunProgress> failed) {
        List<String> lines = new ArrayList<>();
        for (RunProgress run : failed.subList(0, Math.min(FAILURES, failed.size()))) {
            RunRecord record = Objects.requireNonNull(run.record(), "record");
            Failure failure = Objects.requireNonNull(record.failure(), "failure");
            lines.add(
                    "failed: "
                            + run.planned().label()
                            + " at step "
                            + String.format(Locale.ROOT, "%,d", failure.step())
                            + ": "
                            + failure.cause());
        }
        if (failed.size() > FAILURES) {
            lines.add("and " + (failed.size() - FAILURES) + " more failed runs");
        }
        return lines;
    }

    private static List<String> most(List<String> lines, int room, String what) {
        if (lines.size() <= room) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, room - 1));
        shown.add("and " + (lines.size() - room + 1) + " more " + what);
        return shown;
    }

    private static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, width);
    }

    /** Returns the exit code of a plan whose runs have ended. */
    static int exitCode(PlanWatch.Look look) {
        return look.progress().in(RunState.FAILED).isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
