// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.Locale;

/** A number for the terminal. */
final class NumberText {

    private NumberText() {}

    /**
     * Returns a number, or {@code -} where there is none.
     *
     * @param format of a number, such as {@code %.4f}
     * @param value NaN: none
     */
    static String of(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
