// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The size of a terminal, as {@code stty} tells it.
 *
 * <p>No library is used, because such libraries take over the terminal's signals, including Ctrl-C.
 */
record TerminalSize(int rows, int columns) {

    /** The size if a terminal does not report its own. */
    private static final TerminalSize USUAL = new TerminalSize(24, 80);

    /** Prints a line if standard error is a terminal, then its rows and columns. */
    private static final String STANDARD_ERROR = "test -t 2 && { echo terminal; stty size <&2; }";

    /**
     * Returns the size of the terminal of this process now; it changes when a window is resized.
     */
    static TerminalSize now() {
        return isWindows()
                ? USUAL
                : parse(String.join(" ", ask("stty size </dev/tty", Redirect.DISCARD)));
    }

    /** Returns the columns of standard error; empty if it is not a terminal. */
    static OptionalInt columnsOfStandardError(Map<String, String> environment) {
        if ("dumb".equals(environment.get("TERM"))) {
            return OptionalInt.empty();
        }
        List<String> answer = List.of();
        if (!isWindows()) {
            answer = ask(STANDARD_ERROR, Redirect.INHERIT);
        } else if (Console.isStandardOutputTerminal()) {
            answer = List.of("terminal");
        }
        if (answer.isEmpty()) {
            return OptionalInt.empty();
        }
        String chosen = environment.getOrDefault("COLUMNS", "").strip();
        return OptionalInt.of(
                chosen.matches("0*[1-9][0-9]{0,5}")
                        ? Integer.parseInt(chosen)
                        : parse(answer.get(answer.size() - 1)).columns());
    }

    static boolean isWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }

    private static List<String> ask(String command, Redirect errors) {
        try {
            Process shell = new ProcessBuilder("sh", "-c", command).redirectError(errors).start();
            shell.getOutputStream().close();
            try (BufferedReader answer = shell.inputReader(StandardCharsets.US_ASCII)) {
                return answer.lines().toList();
            }
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /**
     * Reads rows and columns, separated by a space; returns 24 rows of 80 columns if there are
     * none.
     */
    static TerminalSize parse(String answer) {
        if (!answer.matches("[0-9]{1,6} [0-9]{1,6}")) {
            return USUAL;
        }
        String[] both = answer.split(" ", 2);
        TerminalSize size = new TerminalSize(Integer.parseInt(both[0]), Integer.parseInt(both[1]));
        return size.rows() > 0 && size.columns() > 0 ? size : USUAL;
    }
}
