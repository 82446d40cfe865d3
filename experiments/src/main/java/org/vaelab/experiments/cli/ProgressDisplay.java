// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.RunListener;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.training.StepReport;

/**
 * Shows how a comparison goes on standard error: on a terminal a bar over all training steps with
 * the time left, else a line now and then.
 */
final class ProgressDisplay implements RunListener, AutoCloseable {

    private static final long SECONDS_BETWEEN_LINES = 15;

    private final PrintWriter err;
    private final long steps;
    private final @Nullable ProgressBar bar;
    private final Map<PlannedRun, Long> stepsDone = new ConcurrentHashMap<>();
    private final Map<PlannedRun, Double> bounds = new ConcurrentHashMap<>();
    private final Map<PlannedRun, Measuring> measuring = new ConcurrentHashMap<>();
    private final int runs;
    private final boolean keepsRuns;
    private int ended;
    private long keptSteps;
    private final long started = System.nanoTime();
    private long lastLine = started;

    /** What evaluation measures now of a run, and how far it was when that was first heard. */
    private record Measuring(String metric, long since, int from) {

        /** Returns an estimate of the time left, from the rate so far. */
        String left(long now, int done, int all) {
            return done <= from
                    ? ""
                    : "; about " + text((now - since) / 1e9 * (all - done) / (done - from));
        }
    }

    ProgressDisplay(Console console, String name, List<ComparisonRunner.Job> jobs) {
        this(console, name, jobs, true);
    }

    private ProgressDisplay(
            Console console, String name, List<ComparisonRunner.Job> jobs, boolean keepsRuns) {
        this.err = console.err();
        this.keepsRuns = keepsRuns;
        this.runs = jobs.size();
        this.steps = jobs.stream().mapToLong(job -> job.spec().training().allSteps()).sum();
        this.bar = console.isTerminal() ? bar(console, name, steps) : null;
    }

    /** Returns the display of a run that is made again, of which no folder is left to go back to. */
    static ProgressDisplay ofReproduction(Console console, ComparisonRunner.Job job) {
        return new ProgressDisplay(console, job.planned().model(), List.of(job), false);
    }

    private static ProgressBar bar(Console console, String name, long steps) {
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(steps)
                .setUnit(" steps", 1)
                .setStyle(
                        console.isColoured()
                                ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                                : ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build();
    }

    @Override
    public synchronized void kept(PlannedRun run) {
        ended++;
        line(run, "complete already, kept");
    }

    @Override
    public synchronized void started(PlannedRun run, long afterStep) {
        keptSteps += afterStep;
        stepsDone.put(run, afterStep);
        if (afterStep > 0) {
            line(run, "goes on after step " + afterStep);
        }
    }

    @Override
    public void stepped(PlannedRun run, long step, long stepsOfRun) {
        stepsDone.put(run, step);
        if (bar == null) {
            String what = "step " + step + " of " + stepsOfRun + bound(run);
            lineNowAndThen(run, what, left(System.nanoTime()));
        } else {
            bar.stepTo(total());
            bar.setExtraMessage(label(run) + bound(run));
        }
    }

    @Override
    public void reported(PlannedRun run, StepReport report) {
        Double bound = report.values().get(StepReport.BOUND);
        if (bound != null) {
            bounds.merge(run, bound, (mean, next) -> 0.9 * mean + 0.1 * next);
        }
    }

    @Override
    public void evaluated(PlannedRun run, String metric, int done, int examples) {
        long now = System.nanoTime();
        Measuring since =
                measuring.compute(
                        run,
                        (same, old) ->
                                old != null && old.metric().equals(metric)
                                        ? old
                                        : new Measuring(metric, now, done));
        String left = since.left(now, done, examples);
        String what = "evaluating " + metric + ", " + done + " of " + examples;
        if (bar == null) {
            lineNowAndThen(run, what, left);
        } else {
            bar.setExtraMessage(label(run) + " " + what + left);
        }
    }

    @Override
    public synchronized void finished(PlannedRun run, RunRecord record) {
        ended++;
        if (record.failure() != null) {
            line(run, "FAILED: " + record.failure().cause());
            if (keepsRuns) {
                line(run, "reproduce with: " + record.failure().reproduce());
            }
            return;
        }
        StringBuilder text = new StringBuilder();
        for (String metric : List.of("elbo", "logLikelihood", "kl")) {
            Estimate estimate = record.metrics().get(metric);
            if (estimate != null) {
                text.append(metric).append(' ').append(number(estimate.value())).append("  ");
            }
        }
        line(run, text + number(record.timing().stepMillis().median()) + " ms a step");
    }

    @Override
    public synchronized void interrupted(PlannedRun run) {
        line(run, "interrupted after step " + stepsDone.getOrDefault(run, 0L));
    }

    private synchronized void lineNowAndThen(PlannedRun run, String text, String left) {
        long now = System.nanoTime();
        if ((now - lastLine) / 1e9 >= SECONDS_BETWEEN_LINES) {
            lastLine = now;
            line(run, text + left);
        }
    }

    /** Returns an estimate of the time left, from the rate of the steps so far. */
    private String left(long now) {
        long done = total() - keptSteps;
        if (done <= 0) {
            return "";
        }
        double seconds = (now - started) / 1e9 * (steps - total()) / done;
        return String.format(
                Locale.ROOT,
                "; %d %% of all, about %s",
                100 * total() / Math.max(steps, 1),
                text(seconds));
    }

    private static String text(double seconds) {
        return DurationText.of(seconds) + " left";
    }

    private long total() {
        return stepsDone.values().stream().mapToLong(Long::longValue).sum();
    }

    private void line(PlannedRun run, String text) {
        if (bar != null) {
            bar.pause();
            err.print("\r\u001B[K");
        }
        err.println("[" + ended + "/" + runs + "] " + label(run) + ": " + text);
        if (bar != null) {
            bar.resume();
        }
    }

    private String bound(PlannedRun run) {
        Double bound = bounds.get(run);
        return bound == null ? "" : ", bound " + number(bound);
    }

    private static String label(PlannedRun run) {
        return run.model() + " seed " + run.seed();
    }

    static String number(double value) {
        return NumberText.of("%.2f", value);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
