// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.vaelab.experiments.run.HistoryTail;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.run.RunState;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;

/**
 * The lines of a live view of a plan. A bar with the counts and the time left comes first, then a
 * line for each run at work. The findings of the health monitor, the newest failures and the counts
 * by model follow. Blocks that do not fit the height are left out. If too many runs are at work, a
 * line counts the others.
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
    List<String> lines(PlanProgress plan, TerminalSize size) {
        int width = Math.max(1, size.columns() - 1);
        ProgressText text = new ProgressText(plan);
        List<String> head = head(text, width);
        List<String> runs = new ArrayList<>();
        plan.atWork().forEach((run, history) -> runs.add(run(run, history, width, plan.atWork())));
        List<List<String>> blocks =
                List.of(ProgressText.health(plan.findings()), failures(plan), text.counts());
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

    private static List<String> head(ProgressText text, int width) {
        PlanProgress progress = text.progress();
        long done = progress.runs().stream().mapToLong(RunProgress::stepsDone).sum();
        long all = progress.runs().stream().mapToLong(RunProgress::steps).sum();
        List<String> head = new ArrayList<>();
        head.add(RunLines.bar(progress.plan().name(), done, all, "", width).stripTrailing());
        head.add(text.summary());
        head.add(text.timeLeft());
        head.add(text.work());
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

    /** Returns the newest failures. */
    private static List<String> failures(PlanProgress plan) {
        List<RunProgress> failed =
                plan.in(RunState.FAILED).stream()
                        .sorted(Comparator.comparing(LiveView::endedAt).reversed())
                        .toList();
        List<String> lines = new ArrayList<>();
        for (RunProgress run : failed.subList(0, Math.min(FAILURES, failed.size()))) {
            Failure failure = ProgressText.failure(run);
            lines.add(
                    "failed: "
                            + run.planned().label()
                            + " at step "
                            + ProgressText.grouped(failure.step())
                            + ": "
                            + OptionWords.in(failure.cause()));
        }
        if (failed.size() > FAILURES) {
            lines.add("and " + (failed.size() - FAILURES) + " more failed runs");
        }
        return lines;
    }

    private static String endedAt(RunProgress failed) {
        RunRecord record = Objects.requireNonNull(failed.record(), "record");
        Provenance.Execution execution = record.provenance().execution();
        return execution == null ? "" : execution.finishedAt();
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
}
