// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;

/**
 * The last line of a terminal, drawn again and again. Whole lines are printed above it.
 *
 * <p>It is erased by spaces, which every terminal understands. It is shorter than the terminal is wide, because
 * a line that wraps cannot be erased. A terminal that knows codes does not wrap it even when it became narrower.
 */
final class StatusLine {

    private static final String WITHOUT_WRAPPING = "\u001B[?7l";
    private static final String WITH_WRAPPING = "\u001B[?7h";

    private final PrintWriter terminal;
    private final int width;
    private final boolean codes;
    private String shown = "";

    /**
     * Draws nothing yet.
     *
     * @param columns the width of the terminal
     * @param codes whether the terminal understands ANSI codes
     */
    StatusLine(PrintWriter terminal, int columns, boolean codes) {
        this.terminal = terminal;
        this.codes = codes;
        this.width = Math.max(1, columns - 1);
    }

    int width() {
        return width;
    }

    /** Draws a text in place of the one before; what is too long is cut. */
    synchronized void show(String text) {
        String line = text.length() <= width ? text : text.substring(0, width);
        String rest = " ".repeat(Math.max(0, shown.length() - line.length()));
        String drawn = "\r" + line + rest;
        terminal.print(codes ? WITHOUT_WRAPPING + drawn + WITH_WRAPPING : drawn);
        terminal.flush();
        shown = line;
    }

    /** Prints a whole line above this one. */
    synchronized void printAbove(String line) {
        String last = shown;
        erase();
        terminal.println(line);
        if (!last.isEmpty()) {
            show(last);
        }
    }

    /** Leaves an empty line, with the cursor at its beginning. */
    synchronized void erase() {
        if (!shown.isEmpty()) {
            show("");
            terminal.print("\r");
            terminal.flush();
        }
    }
}
