// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.List;

/**
 * Redraws lines on a terminal, on its second screen, so that what it showed before comes back at
 * the end. It only writes, and leaves signals and the keyboard alone; at Ctrl-C a shutdown hook
 * restores the terminal.
 */
final class LiveScreen implements AutoCloseable {

    private static final String ENTER = "\u001B[?1049h\u001B[?25l";
    private static final String LEAVE = "\u001B[?25h\u001B[?1049l";
    private static final String HOME = "\u001B[H";
    private static final String TO_END_OF_LINE = "\u001B[K";
    private static final String TO_END_OF_SCREEN = "\u001B[J";

    private final PrintWriter terminal;
    private final Thread hook = new Thread(this::leave, "vaelab-live-screen");
    private List<String> last = List.of();
    private boolean left;

    LiveScreen(PrintWriter terminal) {
        this.terminal = terminal;
        Runtime.getRuntime().addShutdownHook(hook);
        terminal.print(ENTER);
        terminal.flush();
    }

    /** Draws the lines, which fit the terminal, over those before. */
    synchronized void draw(List<String> lines) {
        if (left) {
            return;
        }
        StringBuilder text = new StringBuilder(HOME);
        for (String line : lines) {
            text.append(line).append(TO_END_OF_LINE).append("\r\n");
        }
        terminal.print(text.append(TO_END_OF_SCREEN));
        terminal.flush();
        last = lines;
    }

    /** Restores the terminal, and prints the last lines there. */
    private synchronized void leave() {
        if (left) {
            return;
        }
        left = true;
        terminal.print(LEAVE);
        last.forEach(terminal::println);
        terminal.flush();
    }

    @Override
    public void close() {
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already.
            left = true;
        }
    }
}
