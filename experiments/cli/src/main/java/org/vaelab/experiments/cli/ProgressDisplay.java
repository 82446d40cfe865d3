// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.LiveProgress;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.experiments.run.TimeLeft;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
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
    private final LiveProgress progress = new LiveProgress();
    private RunLines lines;

    private final Listener events =
            Listener.on(RunEvent.Begun.class, this::begun)
                    .and(Listener.on(RunEvent.Warned.class, this::warned))
                    .and(Listener.on(RunEvent.Searched.class, this::searched))
                    .and(Listener.on(RunEvent.Waiting.class, this::waiting))
                    .and(Listener.on(RunEvent.Kept.class, this::kept))
                    .and(Listener.on(RunEvent.Started.class, this::started))
                    .and(Listener.on(RunEvent.Stepped.class, this::stepped))
                    .and(Listener.on(RunEvent.Reported.class, this::reported))
                    .and(Listener.on(RunEvent.Found.class, this::found))
                    .and(Listener.on(RunEvent.Retaken.class, this::retaken))
                    .and(Listener.on(RunEvent.Evaluated.class, this::evaluated))
                    .and(Listener.on(RunEvent.Finished.class, this::finished))
                    .and(Listener.on(RunEvent.Lost.class, this::lost))
                    .and(Listener.on(RunEvent.Interrupted.class, this::interrupted));

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
    public void heard(RunEvent event) {
        progress.heard(event);
        events.heard(event);
    }

    private synchronized void begun(RunEvent.Begun e) {
        if (!begun) {
            begun = true;
            first.run();
        }
        lines = new RunLines(console, e.name(), e.ended().size(), e.ahead().size());
    }

    private void warned(RunEvent.Warned e) {
        console.line("warning: " + e.text());
    }

    private synchronized void searched(RunEvent.Searched e) {
        lines.close();
        SearchTables.result(e.record(), console);
    }

    private synchronized void waiting(RunEvent.Waiting e) {
        lines.close();
        console.line(
                "search of %s: shard %s is done, other shards are not"
                        .formatted(e.model(), e.part()));
        console.line("    the same command goes on when they are");
    }

    private synchronized void kept(RunEvent.Kept e) {
        lines.ended(e.run(), e.why() + ", kept");
    }

    private synchronized void started(RunEvent.Started e) {
        if (e.afterStep() > 0) {
            lines.print(e.run(), "goes on after step " + e.afterStep());
        }
    }

    private void stepped(RunEvent.Stepped e) {
        // The bar shows the steps of all runs.
        String own = lines.isTerminal() ? "" : ": step " + e.step() + " of " + e.steps();
        show(e.run(), own + bound(e.run()));
    }

    private void reported(RunEvent.Reported e) {
        Double bound = e.report().values().get(StepReport.BOUND);
        if (bound != null) {
            bounds.merge(e.run(), bound, (mean, next) -> 0.9 * mean + 0.1 * next);
        }
    }

    private synchronized void found(RunEvent.Found e) {
        lines.print(e.run(), "step " + e.finding().step() + ": " + e.finding().line());
    }

    private void retaken(RunEvent.Retaken e) {
        show(
                e.run(),
                ": not finite; going back to the step before: " + e.step() + " of " + e.until());
    }

    private void evaluated(RunEvent.Evaluated e) {
        show(e.run(), ": evaluating " + e.metric() + ", " + e.done() + " of " + e.examples());
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

    private synchronized void finished(RunEvent.Finished e) {
        PlannedRun run = e.run();
        RunRecord record = e.record();
        if (record.failure() == null) {
            List<String> values = RunLines.values(record.metrics(), record.descriptions());
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

    private synchronized void lost(RunEvent.Lost e) {
        lines.ended(e.run(), "LOST, no worker could execute it: " + e.why());
    }

    private synchronized void interrupted(RunEvent.Interrupted e) {
        lines.print(e.run(), "interrupted after step " + progress.step(e.run()));
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
