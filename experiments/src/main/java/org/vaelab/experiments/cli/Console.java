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
        boolean terminal = isTerminalAttached() && !"dumb".equals(environment.get("TERM"));
        Charset charset = terminal ? terminalCharset() : StandardCharsets.UTF_8;
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

    /** Before JDK 22 there is a console only at a terminal; from then on it has to be asked. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminalAttached() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static Charset terminalCharset() {
        String named = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
        return named != null && Charset.isSupported(named)
                ? Charset.forName(named)
                : StandardCharsets.UTF_8;
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
