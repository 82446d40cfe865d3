// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import org.vaelab.framework.record.PlannedRun;

/** Lines about runs on standard error. Each begins with the number of runs that have ended. */
final class RunLines implements AutoCloseable {

    private static final double SECONDS_BETWEEN_LINES = 15;
    private static final double SECONDS_BETWEEN_DRAWINGS = 0.25;

    private final Console console;
    private final int runs;
    private int ended;
    private long lastShown = System.nanoTime();

    /**
     * Lines of a command.
     *
     * @param earlier the number of its runs that have ended
     * @param runs the number of the others
     */
    RunLines(Console console, int earlier, int runs) {
        this.console = console;
        this.runs = earlier + runs;
        this.ended = earlier;
    }

    /** Counts a run that has ended. */
    synchronized void countEnded() {
        ended++;
    }

    synchronized int ended() {
        return ended;
    }

    void print(PlannedRun run, String text) {
        print(run.label() + ": " + text);
    }

    synchronized void print(String text) {
        console.line("[" + ended + "/" + runs + "] " + text);
    }

    /**
     * Returns whether it is time to show progress again. A terminal is redrawn often, other outputs
     * get a line periodically.
     */
    synchronized boolean isTime(long now) {
        double between =
                console.status() == null ? SECONDS_BETWEEN_LINES : SECONDS_BETWEEN_DRAWINGS;
        if ((now - lastShown) / 1e9 < between) {
            return false;
        }
        lastShown = now;
        return true;
    }

    /** Erases the status line. */
    @Override
    public void close() {
        StatusLine status = console.status();
        if (status != null) {
            status.erase();
        }
    }
}
