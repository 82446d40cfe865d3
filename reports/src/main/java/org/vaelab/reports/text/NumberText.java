// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.math.BigDecimal;
import java.math.MathContext;
import org.vaelab.framework.Internal;

/** Formats numbers: a true minus, no more digits than are significant. */
@Internal
public final class NumberText {

    /** The text for a missing value. */
    public static final String ABSENT = "–";

    /** A space as wide as a figure, which keeps columns aligned. */
    public static final char FIGURE_SPACE = '\u2007';

    private static final int MOST_DECIMALS = 4;

    private NumberText() {}

    public static String fixed(double value, int decimals) {
        return Digits.fixed(value, decimals).toString();
    }

    /** Returns a number as {@link Digits#significant} rounds it. */
    public static String significant(double value, int digits) {
        return Digits.significant(value, digits).toString();
    }

    /** Returns a number with its sign, plus included. */
    public static String signed(double value, int decimals) {
        return Digits.signed(value, decimals).toString();
    }

    /**
     * Returns the fewest digits that give a finite number back. {@code Double.toString} gives more
     * on some Java versions.
     */
    public static String shortest(double value) {
        BigDecimal shortest = shortestDecimal(value);
        return isPower(exponent(shortest))
                ? shortest.toString().replace("E+", "E")
                : shortest.toPlainString();
    }

    static BigDecimal shortestDecimal(double value) {
        int digits = 1;
        BigDecimal rounded = new BigDecimal(value, new MathContext(digits));
        while (rounded.doubleValue() != value) {
            rounded = new BigDecimal(value, new MathContext(++digits));
        }
        return rounded.stripTrailingZeros();
    }

    static int exponent(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }

    /** Returns whether a number with all its digits is written as a power of ten. */
    static boolean isPower(int exponent) {
        return exponent < -7 || exponent > 15;
    }

    /** Returns an integer with a comma between groups of three digits. */
    public static String grouped(long value) {
        return Digits.grouped(value).toString();
    }

    public static String pValue(double p) {
        return Double.isNaN(p) ? ABSENT : Digits.pValue(p).toString();
    }

    /**
     * Returns how many decimals show two significant digits of a typical uncertainty, from 1 to 4.
     *
     * @param uncertainty the uncertainty; if it is not positive and finite the result is 2
     */
    public static int decimals(double uncertainty) {
        if (!(uncertainty > 0) || Double.isInfinite(uncertainty)) {
            return 2;
        }
        int decimals = 1 - (int) Math.floor(Math.log10(uncertainty));
        return Math.max(1, Math.min(MOST_DECIMALS, decimals));
    }

    public static String atStep(long step) {
        return step == 0 ? "before the first step" : "at step " + grouped(step);
    }
}
