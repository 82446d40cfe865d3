// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.time.Duration;
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
}
