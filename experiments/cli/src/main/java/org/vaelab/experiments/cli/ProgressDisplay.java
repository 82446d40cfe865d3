// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.vaelab.experiments.Listener;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.run.LiveProgress;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.run.TimeLeft;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.framework.training.StepReport;

/**
 * Shows the progress of runs on standard error. A terminal has a bar over all training steps with
 * the time left; other outputs get a line periodically.
 */
final class ProgressDisplay implements Listener, AutoCloseable {

    private final Console console;
    private final BooleanSupplier interrupted;
    private final Runnable first;
    private final boolean keepsRuns;
    private final Map<PlannedRun, Double> bounds = new ConcurrentHashMap<>();
    private boolean begun;
    private LiveProgress progress = new LiveProgress(List.of(), List.of());
    private RunLines lines;

    /**
     * Shows runs, once they begin.
     *
     * @param interrupted whether the user asked to stop
     * @param first is done when the first runs begin, and a plan is written
     * @param keepsRuns whether their folders stay, so that they can be resumed or reproduced
     */
    ProgressDisplay(
            Console console, BooleanSupplier interrupted, Runnable first, boolean keepsRuns) {
        this.console = console;
        this.interrupted = interrupted;
        this.first = first;
        this.keepsRuns = keepsRuns;
        this.lines = new RunLines(console, "", 0, 0);
    }

    @Override
    public boolean isInterrupted() {
        return interrupted.getAsBoolean();
    }

    @Override
    public synchronized void begins(String what, List<RunProgress> ended, List<RunProgress> ahead) {
        if (!begun) {
            begun = true;
            first.run();
        }
        lines = new RunLines(console, what, ended.size(), ahead.size());
        progress = new LiveProgress(ended, ahead);
    }

    @Override
    public void warned(String text) {
        console.line("warning: " + text);
    }

    @Override
    public synchronized void searched(SearchRecord record) {
        lines.close();
        SearchTables.result(record, console);
    }

    @Override
    public synchronized void waits(String model, Shard part) {
        lines.close();
        console.line("search of %s: shard %s is done, other shards are not".formatted(model, part));
        console.line("    the same command goes on when they are");
    }

    @Override
    public synchronized void kept(PlannedRun run) {
        lines.ended(run, "complete already, kept");
    }

    @Override
    public synchronized void started(PlannedRun run, long afterStep) {
        progress.started(run, afterStep);
        if (afterStep > 0) {
            lines.print(run, "goes on after step " + afterStep);
        }
    }

    @Override
    public void stepped(PlannedRun run, long step, long stepsOfRun) {
        progress.stepped(run, step);
        // The bar shows the steps of all runs.
        String own = lines.isTerminal() ? "" : ": step " + step + " of " + stepsOfRun;
        show(run, own + bound(run));
    }

    @Override
    public void reported(PlannedRun run, StepReport report) {
        Double bound = report.values().get(StepReport.BOUND);
        if (bound != null) {
            bounds.merge(run, bound, (mean, next) -> 0.9 * mean + 0.1 * next);
        }
    }

    @Override
    public synchronized void found(PlannedRun run, HealthFinding finding) {
        lines.print(run, "step " + finding.step() + ": " + finding.line());
    }

    @Override
    public void retaken(PlannedRun run, long step, long until) {
        show(run, ": not finite; going back to the step before: " + step + " of " + until);
    }

    @Override
    public void evaluated(PlannedRun run, String metric, int done, int examples) {
        show(run, ": evaluating " + metric + ", " + done + " of " + examples);
    }

    /** Draws the bar or prints a line, unless the last one is too recent. */
    private synchronized void show(PlannedRun run, String what) {
        if (lines.isTime()) {
            draw(run, what);
        }
    }

    private void draw(PlannedRun run, String what) {
        long done = progress.stepsDone();
        long all = progress.steps();
        String text = run.label() + what;
        long share = 100 * done / Math.max(all, 1);
        lines.show(
                done,
                all,
                done + "/" + all + " steps" + left() + "; " + text,
                text + "; " + share + " % of all" + left());
    }

    /** Returns the time left, estimated as in {@code status}. */
    private String left() {
        TimeLeft left = progress.timeLeft();
        return left.counted() == 0
                ? ""
                : ", about " + ConsoleText.duration(left.seconds()) + " left";
    }

    @Override
    public synchronized void finished(PlannedRun run, RunRecord record) {
        progress.ended(run, record);
        if (record.failure() == null) {
            List<String> values = RunLines.values(record.metrics(), "elbo", "logLikelihood", "kl");
            double step = record.timing().stepMillis().median();
            values.add(ConsoleText.number(step) + " ms a step");
            double priorStep = record.timing().priorStepMedian();
            if (priorStep > 0) {
                values.add(ConsoleText.number(priorStep) + " ms a step of its prior");
            }
            lines.ended(run, String.join("  ", values));
        } else {
            lines.ended(run, "FAILED: " + record.failure().cause());
            if (keepsRuns) {
                lines.print(run, record.failure().advice());
            }
        }
        boolean isTime = lines.isTime() || lines.isTerminal();
        if (isTime && progress.timeLeft().counted() > 0) {
            draw(run, ": ended");
        }
    }

    @Override
    public synchronized void lost(PlannedRun run, String why) {
        lines.ended(run, "LOST, no worker could execute it: " + why);
    }

    @Override
    public synchronized void interrupted(PlannedRun run) {
        lines.print(run, "interrupted after step " + progress.step(run));
    }

    private String bound(PlannedRun run) {
        Double bound = bounds.get(run);
        return bound == null ? "" : ", bound " + ConsoleText.number(bound);
    }

    @Override
    public void close() {
        lines.close();
    }
}
