// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Where a command writes: results to standard output, errors to standard error. */
final class Console {

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;
    private final boolean coloured;

    private Console(PrintWriter out, PrintWriter err, boolean terminal, boolean coloured) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.coloured = coloured;
    }

    /** Returns the console of this process. */
    static Console ofSystem() {
        Map<String, String> environment = System.getenv();
        boolean terminal = System.console() != null && !"dumb".equals(environment.get("TERM"));
        Charset charset = charset();
        return new Console(
                new PrintWriter(System.out, true, charset),
                new PrintWriter(System.err, true, charset),
                terminal,
                terminal && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** Returns a console that is no terminal. */
    static Console of(PrintWriter out, PrintWriter err) {
        return new Console(out, err, false, false);
    }

    private static Charset charset() {
        java.io.Console console = System.console();
        return console == null ? StandardCharsets.UTF_8 : console.charset();
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    /** Whether somebody watches, so that progress may be drawn. */
    boolean isTerminal() {
        return terminal;
    }

    boolean isColoured() {
        return coloured;
    }

    /** Writes an error, its first word in red where there are colours. */
    void error(String text) {
        err.println((coloured ? "\u001B[31;1merror:\u001B[0m " : "error: ") + text);
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
