// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.PlannedRun;

/**
 * What standard error shows of runs at work. Lines about runs begin with the number of runs that
 * have ended. A terminal has a bar below them; other outputs get a line periodically.
 */
final class RunLines implements AutoCloseable {

    private static final double SECONDS_BETWEEN_LINES = 15;
    private static final double SECONDS_BETWEEN_DRAWINGS = 0.25;
    private static final int LONGEST_NAME = 24;
    private static final int SHORTEST_BAR = 10;
    private static final int LONGEST_BAR = 40;

    private final Console console;
    private final String name;
    private final int runs;
    private int ended;
    private long lastShown = System.nanoTime();

    /**
     * Lines of a command.
     *
     * @param name stands before the bar
     * @param earlier the number of its runs that have ended
     * @param runs the number of the others
     */
    RunLines(Console console, String name, int earlier, int runs) {
        this.console = console;
        this.name = name;
        this.runs = earlier + runs;
        this.ended = earlier;
    }

    /** Counts a run that has ended, and prints a line about it. */
    synchronized void ended(PlannedRun run, String text) {
        ended++;
        print(run, text);
    }

    synchronized int ended() {
        return ended;
    }

    void print(PlannedRun run, String text) {
        print(run.label() + ": " + text);
    }

    private synchronized void print(String text) {
        console.line("[" + ended + "/" + runs + "] " + text);
    }

    /** Returns the values of metrics, of those that are there. */
    static List<String> values(
            Map<String, Estimate> metrics, Map<String, MetricDescription> descriptions) {
        List<String> values = new ArrayList<>();
        for (String metric : MetricRole.summary(descriptions)) {
            Estimate estimate = metrics.get(metric);
            if (estimate != null) {
                values.add(metric + " " + ConsoleText.number(estimate.value()));
            }
        }
        return values;
    }

    /**
     * Returns whether it is time to show progress again. A terminal is redrawn often, other outputs
     * get a line periodically.
     */
    synchronized boolean isTime() {
        long now = System.nanoTime();
        double between = isTerminal() ? SECONDS_BETWEEN_DRAWINGS : SECONDS_BETWEEN_LINES;
        if ((now - lastShown) / 1e9 < between) {
            return false;
        }
        lastShown = now;
        return true;
    }

    boolean isTerminal() {
        return console.status() != null;
    }

    /**
     * Draws a bar on a terminal; elsewhere, prints a line.
     *
     * @param facts what follows the bar
     */
    void show(long done, long all, String facts, String line) {
        StatusLine status = console.status();
        if (status == null) {
            print(line);
        } else {
            status.show(bar(name, done, all, facts, status.width()));
        }
    }

    /**
     * Returns a progress bar: a name, the share that is done as a percentage and as a bar, and
     * facts.
     *
     * @param facts what follows the bar
     * @param width of the terminal; long facts may exceed it
     */
    static String bar(String name, long done, long all, String facts, int width) {
        double share = all == 0 ? 0 : Math.min(1, done / (double) all);
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        String head = String.format(Locale.ROOT, "%s %3d %% ", shown, (int) (100 * share));
        int room = width - head.length() - facts.length() - "[] ".length();
        int length = Math.max(SHORTEST_BAR, Math.min(LONGEST_BAR, room));
        int filled = (int) (share * length);
        return head + "[" + "=".repeat(filled) + " ".repeat(length - filled) + "] " + facts;
    }

    /** Erases the bar. */
    @Override
    public void close() {
        console.show("");
    }
}
