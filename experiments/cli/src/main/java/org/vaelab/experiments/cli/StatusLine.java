// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;

/**
 * The last line of a terminal, redrawn as work proceeds. Whole lines are printed above it.
 *
 * <p>Spaces erase it, which every terminal understands. It is shorter than the terminal is wide,
 * because a wrapped line cannot be erased. If the terminal supports codes, it does not wrap the
 * line even after it became narrower.
 */
final class StatusLine {

    private static final String WITHOUT_WRAPPING = "\u001B[?7l";
    private static final String WITH_WRAPPING = "\u001B[?7h";

    private final PrintWriter terminal;
    private final int width;
    private final boolean codes;
    private String shown = "";

    /**
     * Creates an empty status line.
     *
     * @param columns the width of the terminal
     * @param codes whether the terminal supports ANSI codes
     */
    StatusLine(PrintWriter terminal, int columns, boolean codes) {
        this.terminal = terminal;
        this.codes = codes;
        this.width = Math.max(1, columns - 1);
    }

    int width() {
        return width;
    }

    /** Replaces the text of the line; longer texts are cut. */
    synchronized void show(String text) {
        String line = text.length() <= width ? text : text.substring(0, width);
        String rest = " ".repeat(Math.max(0, shown.length() - line.length()));
        String drawn = "\r" + line + rest;
        terminal.print(codes ? WITHOUT_WRAPPING + drawn + WITH_WRAPPING : drawn);
        terminal.flush();
        shown = line;
    }

    synchronized void printAbove(String line) {
        String last = shown;
        erase();
        terminal.println(line);
        if (!last.isEmpty()) {
            show(last);
        }
    }

    /** Erases the line and puts the cursor at its start. */
    synchronized void erase() {
        if (!shown.isEmpty()) {
            show("");
            terminal.print("\r");
            terminal.flush();
        }
    }
}
