// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.vaelab.framework.evaluation.EvaluationProgress;

/** Prints the progress of a measurement to standard error periodically, with the time left. */
final class MeasuringLines implements EvaluationProgress {

    private static final double SECONDS_BETWEEN_LINES = 15;

    private final PrintWriter err;
    private long lastLine = System.nanoTime();
    private String metric = "";
    private long since;
    private int from;

    MeasuringLines(Console console) {
        this.err = console.err();
    }

    @Override
    public void advanced(String measured, int done, int examples) {
        long now = System.nanoTime();
        if (!measured.equals(metric)) {
            metric = measured;
            since = now;
            from = done;
        }
        if ((now - lastLine) / 1e9 >= SECONDS_BETWEEN_LINES && done > from) {
            lastLine = now;
            double left = (now - since) / 1e9 * (examples - done) / (done - from);
            err.println(
                    String.format(
                            Locale.ROOT,
                            "%s: %d of %d examples; about %.0f s left",
                            metric,
                            done,
                            examples,
                            left));
        }
    }
}
