// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes: results to standard output, errors to standard error.
 *
 * @param written what {@code out} writes to; null if that is no file
 * @param status the status line; null if standard error is not a terminal
 */
record Console(
        PrintWriter out,
        PrintWriter err,
        @Nullable StandardOutput written,
        @Nullable StatusLine status,
        boolean isColoured,
        boolean colouredErrors) {

    static Console ofSystem() {
        Map<String, String> environment = System.getenv();
        boolean outToTerminal =
                isStandardOutputTerminal() && !"dumb".equals(environment.get("TERM"));
        OptionalInt columns = TerminalSize.columnsOfStandardError(environment);
        boolean codes = understandsCodes(environment);
        boolean colours = codes && environment.getOrDefault("NO_COLOR", "").isEmpty();
        PrintWriter err = new PrintWriter(System.err, true, charset(columns.isPresent()));
        StandardOutput written = StandardOutput.ofSystem();
        return new Console(
                new PrintWriter(written, true, charset(outToTerminal)),
                err,
                written,
                columns.isPresent() ? new StatusLine(err, columns.getAsInt(), codes) : null,
                outToTerminal && colours,
                columns.isPresent() && colours);
    }

    /** Returns a console that is not a terminal. */
    static Console of(PrintWriter out, PrintWriter err) {
        return new Console(out, err, null, null, false, false);
    }

    /** Returns a console that is not a terminal. */
    static Console of(StandardOutput out, PrintWriter err) {
        PrintWriter text = new PrintWriter(out, true, StandardCharsets.UTF_8);
        return new Console(text, err, out, null, false, false);
    }

    /** The consoles of older Windows print ANSI codes as they are. */
    private static boolean understandsCodes(Map<String, String> environment) {
        return !TerminalSize.isWindows()
                || environment.containsKey("WT_SESSION")
                || environment.containsKey("TERM");
    }

    /**
     * Returns whether standard input and output are a terminal. Before JDK 22, a console exists
     * only then; later versions must be asked.
     */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isStandardOutputTerminal() {
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

    /** Returns whether standard output is a terminal that can be redrawn. */
    static boolean canRedraw(Map<String, String> environment) {
        return isStandardOutputTerminal()
                && !"dumb".equals(environment.get("TERM"))
                && understandsCodes(environment);
    }

    /** Returns whether the terminal shows block characters. */
    static boolean showsBlocks() {
        return terminalCharset().newEncoder().canEncode('\u2588');
    }

    private static Charset charset(boolean terminal) {
        return terminal ? terminalCharset() : StandardCharsets.UTF_8;
    }

    private static Charset terminalCharset() {
        String named = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
        return named != null && Charset.isSupported(named)
                ? Charset.forName(named)
                : StandardCharsets.UTF_8;
    }

    /**
     * Writes a line to standard error, above the status line if there is one. {@link OptionWords}
     * are replaced.
     */
    void line(String message) {
        String text = OptionWords.in(message);
        if (status == null) {
            err.println(text);
        } else {
            status.printAbove(text);
        }
    }

    /** Shows on a terminal what goes on, until the next text; an empty one erases it. */
    void show(String text) {
        if (status != null && text.isEmpty()) {
            status.erase();
        } else if (status != null) {
            status.show(text);
        }
    }

    /** Writes an error, with its first word in red if colours are supported. */
    void error(String text) {
        line((colouredErrors ? "\u001B[31;1merror:\u001B[0m " : "error: ") + text);
    }

    void flush() {
        out.flush();
        err.flush();
    }

    /** Returns why output was lost; null if all of it was written. */
    @Nullable IOException lost() {
        out.flush();
        return written == null ? null : written.error();
    }
}
