// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.math.BigDecimal;
import java.util.Locale;
import org.vaelab.framework.Internal;

/**
 * A number that is rounded to be shown, in parts that each format joins in its own characters.
 *
 * @param comparator {@code <}, {@code >} or empty
 * @param sign {@code +}, {@code -} or empty
 * @param integer the digits before the point, possibly with commas between groups of three; ∞ or
 *     NaN for a number without digits
 * @param decimals the digits after the point; may be empty
 * @param after what follows the digits, such as a power of ten or {@link #PERCENT}; may be empty
 */
@Internal
public record Digits(
        String comparator, String sign, String integer, String decimals, String after) {

    /** A percent sign with its space. */
    public static final String PERCENT = " %";

    private static Digits of(String sign, String integer, String decimals) {
        return new Digits("", sign, integer, decimals, "");
    }

    /** Returns a number with so many decimals. Zero has no sign. */
    public static Digits fixed(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return of(value < 0 ? "-" : "", Double.isNaN(value) ? "NaN" : "∞", "");
        }
        String text = String.format(Locale.ROOT, "%." + decimals + "f", Math.abs(value));
        boolean isZero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
        String[] parts = text.split("\\.", -1);
        return of(value < 0 && !isZero ? "-" : "", parts[0], decimals == 0 ? "" : parts[1]);
    }

    /** Returns a number with so many decimals and its sign, plus included. */
    public static Digits signed(double value, int decimals) {
        Digits of = fixed(value, decimals);
        return value > 0 ? of("+", of.integer, of.decimals) : of;
    }

    /**
     * Returns a number with so many significant digits. Numbers below 0.001 and from 100,000 on are
     * written as a power of ten.
     */
    public static Digits significant(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return fixed(value, 0);
        }
        String[] parts =
                String.format(Locale.ROOT, "%." + (digits - 1) + "e", value).split("e", -1);
        int exponent = Integer.parseInt(parts[1]);
        return exponent < -3 || exponent > 4
                ? power(Double.parseDouble(parts[0]), digits - 1, exponent)
                : fixed(
                        Double.parseDouble(parts[0] + "e" + exponent),
                        Math.max(0, digits - 1 - exponent));
    }

    private static Digits power(double mantissa, int decimals, int exponent) {
        return fixed(mantissa, decimals).followed(("e" + exponent).replace('-', '−'));
    }

    /** Returns the fewest digits that give a finite number back. */
    public static Digits shortest(double value) {
        BigDecimal shortest = NumberText.shortestDecimal(value);
        int exponent = NumberText.exponent(shortest);
        return NumberText.isPower(exponent)
                ? power(
                        shortest.movePointLeft(exponent).doubleValue(),
                        shortest.precision() - 1,
                        exponent)
                : fixed(value, Math.max(0, shortest.scale()));
    }

    /** Returns a number with a comma between groups of three digits. */
    public static Digits grouped(long value) {
        return of(
                value < 0 ? "-" : "",
                String.format(Locale.ROOT, "%,d", value).replace("-", ""),
                "");
    }

    /** Returns a p-value, not NaN: below 0.001 as such, else with two significant digits. */
    public static Digits pValue(double p) {
        return p < 0.001 ? fixed(0.001, 3).compared("<") : fixed(p, p < 0.0995 ? 3 : 2);
    }

    /** Returns these digits as a limit. */
    public Digits compared(String with) {
        return new Digits(with, sign, integer, decimals, after);
    }

    /** Returns these digits with more after them. */
    public Digits followed(String by) {
        return new Digits(comparator, sign, integer, decimals, after + by);
    }

    /** Returns the digits as plain text, with a true minus. */
    @Override
    public String toString() {
        return (comparator.isEmpty() ? "" : comparator + " ")
                + sign.replace('-', '−')
                + integer
                + (decimals.isEmpty() ? "" : ".")
                + decimals
                + after;
    }
}
