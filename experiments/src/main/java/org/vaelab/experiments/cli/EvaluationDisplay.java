// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
final class EvaluationDisplay implements AutoCloseable {

    private static final double SECONDS_BETWEEN_LINES = 15;
    private static final double SECONDS_BETWEEN_DRAWINGS = 0.25;

    private final Console console;
    private final String name;
    private final int runs;
    private final int parallel;
    private final Map<PlannedRun, Long> started = new HashMap<>();
    private int ended;
    private int timed;
    private double seconds;
    private long lastShown = System.nanoTime();

    /**
     * Shows evaluations.
     *
     * @param name of the comparison
     * @param runs their number
     * @param parallel how many are made at once
     */
    EvaluationDisplay(Console console, String name, int runs, int parallel) {
        this.console = console;
        this.name = name;
        this.runs = runs;
        this.parallel = parallel;
    }

    static String label(PlannedRun run) {
        return run.model() + " seed " + run.seed();
    }

    synchronized void started(PlannedRun run) {
        started.put(run, System.nanoTime());
    }

    synchronized void advanced(PlannedRun run, String metric, int done, int examples) {
        long now = System.nanoTime();
        StatusLine status = console.status();
        double between = status == null ? SECONDS_BETWEEN_LINES : SECONDS_BETWEEN_DRAWINGS;
        if ((now - lastShown) / 1e9 < between) {
            return;
        }
        lastShown = now;
        String what = label(run) + ": " + metric + ", " + done + " of " + examples;
        if (status == null) {
            line(what + " examples" + left(now));
        } else {
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
        double left = Math.max(0, mean * (runs - ended) - spent) / parallel;
        return ", about " + ConsoleText.duration(left) + " left";
    }

    /** Reports a run that is not evaluated here. */
    synchronized void left(PlannedRun run, String why) {
        ended++;
        line(label(run) + ": " + why);
    }

    synchronized void finished(PlannedRun run, EvaluationRecord record) {
        ended++;
        Long at = started.remove(run);
        if (at != null) {
            seconds += (System.nanoTime() - at) / 1e9;
            timed++;
        }
        StringBuilder text = new StringBuilder(label(run)).append(':');
        for (String metric : List.of("elbo", "logLikelihood")) {
            Estimate estimate = record.metrics().get(metric);
            if (estimate != null) {
                text.append(' ').append(metric).append(' ');
                text.append(ConsoleText.number(estimate.value()));
            }
        }
        line(text.toString());
    }

    synchronized void failed(PlannedRun run, FailedRun why) {
        ended++;
        started.remove(run);
        line(label(run) + ": FAILED: " + why.cause());
        if (why.remedy() != null) {
            line(label(run) + ": " + why.remedy());
        }
    }

    private void line(String text) {
        console.line("[" + ended + "/" + runs + "] " + text);
    }

    @Override
    public void close() {
        StatusLine status = console.status();
        if (status != null) {
            status.erase();
        }
    }
}
