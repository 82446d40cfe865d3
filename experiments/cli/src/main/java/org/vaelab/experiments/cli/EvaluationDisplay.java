// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.vaelab.experiments.plan.FailedRun;
import org.vaelab.experiments.run.EvaluationListener;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.PlannedRun;

/**
 * Shows the progress of evaluations on standard error: a bar on a terminal, else a line
 * periodically.
 *
 * <p>The time left is the mean time of the evaluations that ended here, for each that is left. The
 * first one has no estimate.
 */
final class EvaluationDisplay implements EvaluationListener, AutoCloseable {

    private final RunLines lines;
    private final int runs;
    private final int parallel;
    private final BooleanSupplier interrupted;
    private final Map<PlannedRun, Long> started = new HashMap<>();
    private int timed;
    private double seconds;

    /**
     * Shows evaluations.
     *
     * @param name of the comparison
     * @param runs their number
     * @param parallel how many are made at once
     * @param interrupted whether the user asked to stop
     */
    EvaluationDisplay(
            Console console, String name, int runs, int parallel, BooleanSupplier interrupted) {
        this.lines = new RunLines(console, name, 0, runs);
        this.runs = runs;
        this.parallel = parallel;
        this.interrupted = interrupted;
    }

    @Override
    public boolean isInterrupted() {
        return interrupted.getAsBoolean();
    }

    @Override
    public synchronized void started(PlannedRun run) {
        started.put(run, System.nanoTime());
    }

    @Override
    public synchronized void advanced(PlannedRun run, String metric, int done, int examples) {
        if (lines.isTime()) {
            int ended = lines.ended();
            String left = left(System.nanoTime());
            String what = run.label() + ": " + metric + ", " + done + " of " + examples;
            String facts = ended + "/" + runs + " runs" + left + "; " + what;
            lines.show(ended, runs, facts, what + " examples" + left);
        }
    }

    private String left(long now) {
        if (timed == 0) {
            return "";
        }
        double mean = seconds / timed;
        double spent =
                started.values().stream().mapToDouble(at -> Math.min(mean, (now - at) / 1e9)).sum();
        double left = Math.max(0, mean * (runs - lines.ended()) - spent) / parallel;
        return ", about " + ConsoleText.duration(left) + " left";
    }

    @Override
    public synchronized void left(PlannedRun run, String why) {
        lines.ended(run, why);
    }

    @Override
    public synchronized void finished(PlannedRun run, EvaluationRecord record) {
        Long at = started.remove(run);
        if (at != null) {
            seconds += (System.nanoTime() - at) / 1e9;
            timed++;
        }
        List<String> values = RunLines.values(record.metrics(), "elbo", "logLikelihood");
        lines.ended(run, String.join(" ", values));
    }

    @Override
    public synchronized void failed(PlannedRun run, FailedRun why) {
        started.remove(run);
        lines.ended(run, "FAILED: " + why.cause());
        if (why.remedy() != null) {
            lines.print(run, why.remedy());
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
