// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.vaelab.framework.Internal;

/** Formats numbers: a true minus, no more digits than are significant. */
@Internal
public final class NumberText {

    /** The text for a missing value. */
    public static final String ABSENT = "–";

    /** A space as wide as a figure, which keeps columns aligned. */
    public static final char FIGURE_SPACE = '\u2007';

    private static final int MOST_DECIMALS = 4;
    private static final String PLUS_MINUS = " ± ";

    private NumberText() {}

    public static String fixed(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
        }
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
        String digits = text.startsWith("-") ? text.substring(1) : text;
        return text.startsWith("-") && !zero ? "−" + digits : digits;
    }

    /**
     * Returns a number with so many significant digits. Numbers below 0.001 and from 100,000 on are
     * written as a power of ten.
     */
    public static String significant(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return fixed(value, 0);
        }
        String[] parts =
                String.format(Locale.ROOT, "%." + (digits - 1) + "e", value).split("e", -1);
        int exponent = Integer.parseInt(parts[1]);
        if (exponent < -3 || exponent > 4) {
            return (parts[0] + "e" + exponent).replace('-', '−');
        }
        double rounded = Double.parseDouble(parts[0] + "e" + exponent);
        return fixed(rounded, Math.max(0, digits - 1 - exponent));
    }

    /** Returns a number with its sign, plus included. */
    public static String signed(double value, int decimals) {
        String text = fixed(value, decimals);
        return value > 0 ? "+" + text : text;
    }

    /**
     * Returns the fewest digits that give a finite number back. {@code Double.toString} gives more
     * on some Java versions.
     */
    public static String shortest(double value) {
        int digits = 1;
        BigDecimal rounded = new BigDecimal(value, new MathContext(digits));
        while (rounded.doubleValue() != value) {
            rounded = new BigDecimal(value, new MathContext(++digits));
        }
        BigDecimal stripped = rounded.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        return exponent < -7 || exponent > 15
                ? stripped.toString().replace("E+", "E")
                : stripped.toPlainString();
    }

    /** Returns an integer with a comma between groups of three digits. */
    public static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace('-', '−');
    }

    public static String pValue(double p) {
        if (Double.isNaN(p)) {
            return ABSENT;
        }
        if (p < 0.001) {
            return "< 0.001";
        }
        return fixed(p, p < 0.0995 ? 3 : 2);
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

    /** Returns half the width of an interval, in the form that follows its mean. */
    public static String spread(double halfWidth, int decimals) {
        return PLUS_MINUS + fixed(halfWidth, decimals);
    }

    /** Pads a spread with figure spaces after its sign, so that a column aligns. */
    public static String widened(String spread, int width) {
        String room = String.valueOf(FIGURE_SPACE).repeat(Math.max(0, width - spread.length()));
        return PLUS_MINUS + room + spread.substring(PLUS_MINUS.length());
    }

    public static String atStep(long step) {
        return step == 0 ? "before the first step" : "at step " + grouped(step);
    }
}
