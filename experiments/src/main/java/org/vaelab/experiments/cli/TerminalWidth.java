// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The width of the terminal that standard error is connected to.
 *
 * <p>No library is used, because such libraries take over the terminal's signals, including Ctrl-C.
 */
final class TerminalWidth {

    /** The width if a terminal does not report its own. */
    private static final int USUAL = 80;

    /** Prints a line if standard error is a terminal, then its rows and columns. */
    private static final String QUESTION = "test -t 2 && { echo terminal; stty size <&2; }";

    private TerminalWidth() {}

    /** Returns the number of columns; empty if standard error is not a terminal. */
    static OptionalInt ofStandardError(Map<String, String> environment) {
        if ("dumb".equals(environment.get("TERM"))) {
            return OptionalInt.empty();
        }
        OptionalInt reported = isWindows() ? ofConsole() : ofShell();
        if (reported.isEmpty()) {
            return reported;
        }
        int chosen = number(environment.getOrDefault("COLUMNS", ""));
        int columns = chosen > 0 ? chosen : reported.getAsInt();
        return OptionalInt.of(columns > 0 ? columns : USUAL);
    }

    static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    private static OptionalInt ofConsole() {
        return Console.isStandardOutputTerminal() ? OptionalInt.of(0) : OptionalInt.empty();
    }

    /** Returns 0 for a terminal that does not report its width. */
    private static OptionalInt ofShell() {
        try {
            Process shell =
                    new ProcessBuilder("sh", "-c", QUESTION)
                            .redirectError(Redirect.INHERIT)
                            .start();
            shell.getOutputStream().close();
            try (BufferedReader answer = shell.inputReader(StandardCharsets.US_ASCII)) {
                if (!"terminal".equals(answer.readLine())) {
                    return OptionalInt.empty();
                }
                String size = answer.readLine();
                String[] rowsAndColumns = size == null ? new String[0] : size.split(" ", 2);
                return OptionalInt.of(rowsAndColumns.length == 2 ? number(rowsAndColumns[1]) : 0);
            }
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    private static int number(String text) {
        try {
            return Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
