// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Formats numbers and durations for the console. */
final class ConsoleText {

    private ConsoleText() {}

    /**
     * Returns a number, or {@code -} for NaN.
     *
     * @param format of the number, such as {@code %.4f}
     */
    static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** Returns a number with two decimals, or {@code -} for NaN. */
    static String number(double value) {
        return number("%.2f", value);
    }

    /** Returns minutes and seconds, such as {@code 4:07}, and hours if there are any. */
    static String duration(double seconds) {
        Duration length = Duration.ofSeconds(Math.round(Math.max(seconds, 0)));
        return length.toHours() == 0
                ? String.format(Locale.ROOT, "%d:%02d", length.toMinutes(), length.toSecondsPart())
                : String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        length.toHours(),
                        length.toMinutesPart(),
                        length.toSecondsPart());
    }

    /** Prints a table: columns aligned, two spaces between them, a heading. */
    static void table(PrintWriter out, List<String> heading, List<List<String>> rows) {
        int[] widths = new int[heading.size()];
        measure(heading, widths);
        rows.forEach(row -> measure(row, widths));
        out.println(line(heading, widths));
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private static void measure(List<String> row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i));
            if (i < widths.length - 1) {
                line.append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
        }
        return line.toString().stripTrailing();
    }
}
