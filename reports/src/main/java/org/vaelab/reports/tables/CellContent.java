// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import org.vaelab.reports.text.Digits;
import org.vaelab.reports.text.NumberText;

/** What a cell holds until a format writes it. */
sealed interface CellContent {

    /** Returns it as plain text, which HTML and Markdown show. */
    String text();

    /** Returns the number by which a reader may sort the column; NaN if there is none. */
    double value();

    /**
     * Words.
     *
     * @param latex the words as LaTeX source; empty if {@code text} only needs escapes
     */
    record Words(String text, String latex) implements CellContent {

        @Override
        public double value() {
            return Double.NaN;
        }

        boolean isAbsent() {
            return text.isEmpty() || text.equals(NumberText.ABSENT);
        }
    }

    /**
     * A number.
     *
     * @param halfWidth half the width of its interval; NaN if it has none
     * @param comparator {@code <} or {@code >} if {@code value} is only a limit of the number, else
     *     empty
     */
    record Quantity(double value, double halfWidth, String comparator, Precision precision)
            implements CellContent {

        static final String PLUS_MINUS = " ± ";

        boolean hasHalfWidth() {
            return !Double.isNaN(halfWidth);
        }

        Digits digits() {
            Digits digits = precision.rounding().apply(value);
            return comparator.isEmpty() ? digits : digits.compared(comparator);
        }

        /** Returns the half-width as it is shown, as wide as the widest of its column. */
        String half() {
            return precision.padded(halfWidth);
        }

        /** Returns what a half-width of the column takes at most; empty if it has none. */
        String room() {
            return precision.widest().isEmpty() ? "" : PLUS_MINUS + precision.widest();
        }

        /** Returns whether siunitx can align it: its digits are those of a decimal number. */
        boolean isAligned() {
            Digits digits = digits();
            boolean isDecimal =
                    Double.isFinite(value)
                            && (digits.after().isEmpty() || digits.after().equals(Digits.PERCENT));
            return isDecimal && (!hasHalfWidth() || Double.isFinite(halfWidth));
        }

        @Override
        public String text() {
            return digits() + (hasHalfWidth() ? PLUS_MINUS + half() : "");
        }
    }

    /**
     * An interval.
     *
     * @param estimate what it is about; NaN if that is not shown
     * @param low its lower end; may be infinite
     * @param high its upper end; may be infinite
     */
    record Interval(double estimate, double low, double high, Precision precision)
            implements CellContent {

        @Override
        public double value() {
            return estimate;
        }

        @Override
        public String text() {
            String ends =
                    Double.isInfinite(low) == Double.isInfinite(high)
                            ? digits(low) + " to " + digits(high)
                            : Double.isInfinite(high)
                                    ? "above " + digits(low)
                                    : "below " + digits(high);
            return Double.isNaN(estimate) ? ends : digits(estimate) + " (" + ends + ")";
        }

        private Digits digits(double number) {
            return precision.rounding().apply(number);
        }
    }
}
