// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.framework.record.PlannedRun;

/**
 * Shows the progress of evaluations on standard error: a bar on a terminal, else a line
 * periodically.
 *
 * <p>The time left is the mean time of the evaluations that ended here, for each that is left. The
 * first one has no estimate.
 */
final class EvaluationDisplay implements Listener, AutoCloseable {

    private final RunLines lines;
    private final int runs;
    private final int parallel;
    private final BooleanSupplier interrupted;
    private final Map<PlannedRun, Long> started = new HashMap<>();
    private int timed;
    private double seconds;

    private final Listener events =
            Listener.on(RunEvent.Kept.class, this::kept)
                    .and(Listener.on(RunEvent.Started.class, this::started))
                    .and(Listener.on(RunEvent.Evaluated.class, this::evaluated))
                    .and(Listener.on(RunEvent.EvaluatedAgain.class, this::finished))
                    .and(Listener.on(RunEvent.EvaluationFailed.class, this::failed));

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
    public void heard(RunEvent event) {
        events.heard(event);
    }

    private synchronized void started(RunEvent.Started e) {
        started.put(e.run(), System.nanoTime());
    }

    private synchronized void evaluated(RunEvent.Evaluated e) {
        if (lines.isTime()) {
            int ended = lines.ended();
            String left = left(System.nanoTime());
            String what =
                    e.run().label() + ": " + e.metric() + ", " + e.done() + " of " + e.examples();
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

    private synchronized void kept(RunEvent.Kept e) {
        lines.ended(e.run(), e.why());
    }

    private synchronized void finished(RunEvent.EvaluatedAgain e) {
        Long at = started.remove(e.run());
        if (at != null) {
            seconds += (System.nanoTime() - at) / 1e9;
            timed++;
        }
        List<String> values = RunLines.values(e.record().metrics(), e.record().descriptions());
        lines.ended(e.run(), String.join(" ", values));
    }

    private synchronized void failed(RunEvent.EvaluationFailed e) {
        started.remove(e.run());
        lines.ended(e.run(), "FAILED: " + e.cause());
        String remedy = e.remedy();
        if (remedy != null) {
            lines.print(e.run(), remedy);
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
