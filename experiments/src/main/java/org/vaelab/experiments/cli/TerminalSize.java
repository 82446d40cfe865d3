// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The size of the terminal of this process now; it changes when the user resizes the window. */
record TerminalSize(int rows, int columns) {

    private static final TerminalSize USUAL = new TerminalSize(24, 80);

    /** Returns the size; 24 rows of 80 columns if the terminal does not tell. */
    static TerminalSize now() {
        if (TerminalWidth.isWindows()) {
            return USUAL;
        }
        try {
            Process shell =
                    new ProcessBuilder("sh", "-c", "stty size </dev/tty")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            shell.getOutputStream().close();
            try (BufferedReader answer = shell.inputReader(StandardCharsets.US_ASCII)) {
                return parse(answer.readLine());
            }
        } catch (IOException e) {
            return USUAL;
        }
    }

    /** Reads rows and columns, separated by a space. */
    static TerminalSize parse(@Nullable String answer) {
        if (answer == null || !answer.matches("[0-9]{1,6} [0-9]{1,6}")) {
            return USUAL;
        }
        String[] both = answer.split(" ", 2);
        TerminalSize size = new TerminalSize(Integer.parseInt(both[0]), Integer.parseInt(both[1]));
        return size.rows() > 0 && size.columns() > 0 ? size : USUAL;
    }
}
