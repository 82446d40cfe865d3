// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BooleanSupplier;
import org.vaelab.experiments.run.EvaluationListener;
import org.vaelab.experiments.run.FailedRun;
import org.vaelab.framework.record.Estimate;
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

    private final Console console;
    private final String name;
    private final int runs;
    private final int parallel;
    private final Map<PlannedRun, Long> started = new HashMap<>();
    private final BooleanSupplier interrupted;
    private final RunLines lines;
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
        this.console = console;
        this.name = name;
        this.runs = runs;
        this.parallel = parallel;
        this.interrupted = interrupted;
        this.lines = new RunLines(console, 0, runs);
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
        long now = System.nanoTime();
        if (!lines.isTime(now)) {
            return;
        }
        StatusLine status = console.status();
        String what = run.label() + ": " + metric + ", " + done + " of " + examples;
        if (status == null) {
            lines.print(what + " examples" + left(now));
        } else {
            int ended = lines.ended();
            String facts = ended + "/" + runs + " runs" + left(now) + "; " + what;
            status.show(ProgressDisplay.bar(name, ended, runs, facts, status.width()));
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
        lines.countEnded();
        lines.print(run, why);
    }

    @Override
    public synchronized void finished(PlannedRun run, EvaluationRecord record) {
        lines.countEnded();
        Long at = started.remove(run);
        if (at != null) {
            seconds += (System.nanoTime() - at) / 1e9;
            timed++;
        }
        StringJoiner text = new StringJoiner(" ");
        for (String metric : List.of("elbo", "logLikelihood")) {
            Estimate estimate = record.metrics().get(metric);
            if (estimate != null) {
                text.add(metric).add(ConsoleText.number(estimate.value()));
            }
        }
        lines.print(run, text.toString());
    }

    @Override
    public synchronized void failed(PlannedRun run, FailedRun why) {
        lines.countEnded();
        started.remove(run);
        lines.print(run, "FAILED: " + why.cause());
        if (why.remedy() != null) {
            lines.print(run, why.remedy());
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
