// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Comparator;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.Digits;
import org.vaelab.reports.text.NumberText;

/**
 * How the numbers of a column are rounded when they are written.
 *
 * @param rounding of a number
 * @param decimals of half the width of an interval
 * @param widest the widest half-width of the column, to which all are padded; empty if there is
 *     none
 */
record Precision(DoubleFunction<Digits> rounding, int decimals, String widest) {

    static final Precision P_VALUE = of(Digits::pValue);

    static final Precision PROBABILITY =
            of(
                    p ->
                            p > 0.999
                                    ? Digits.fixed(0.999, 3).compared(">")
                                    : p < 0.001
                                            ? Digits.fixed(0.001, 3).compared("<")
                                            : Digits.fixed(p, 3));

    /** A share of one, in percent. */
    static final Precision PERCENT =
            of(
                    share ->
                            (share < 5e-6 ? Digits.fixed(0, 0) : Digits.significant(100 * share, 2))
                                    .followed(Digits.PERCENT));

    static final Precision GROUPED = of(value -> Digits.grouped(Math.round(value)));

    static final Precision SHORTEST = of(Digits::shortest);

    private static Precision of(DoubleFunction<Digits> rounding) {
        return new Precision(rounding, 0, "");
    }

    static Precision fixed(int decimals) {
        return new Precision(value -> Digits.fixed(value, decimals), decimals, "");
    }

    static Precision signed(int decimals) {
        return fixed(decimals).signed();
    }

    static Precision significant(int digits) {
        return of(value -> Digits.significant(value, digits));
    }

    /** Counts of so many. */
    static Precision outOf(int all) {
        return of(count -> Digits.fixed(count, 0).followed(count == all ? "" : " of " + all));
    }

    /** Returns the decimals that suit the median of half-widths, and their room; NaN is none. */
    static Precision of(double... halfWidths) {
        return fixed(median(halfWidths)).holding(halfWidths);
    }

    /** Returns the decimals for the median of uncertainties; NaN is none. */
    static int median(double... uncertainties) {
        double[] sorted = known(uncertainties).sorted().toArray();
        return NumberText.decimals(
                sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2]);
    }

    private static DoubleStream known(double... uncertainties) {
        return DoubleStream.of(uncertainties).filter(value -> !Double.isNaN(value));
    }

    /** Returns this precision with the room of half-widths; NaN is none. */
    Precision holding(double... halfWidths) {
        return new Precision(
                rounding,
                decimals,
                known(halfWidths)
                        .mapToObj(width -> NumberText.fixed(width, decimals))
                        .max(Comparator.comparingInt(String::length))
                        .orElse(""));
    }

    /** Returns this precision with a sign before each number, plus included. */
    Precision signed() {
        return new Precision(value -> Digits.signed(value, decimals), decimals, widest);
    }

    Cell cell(MeanInterval mean) {
        return Cell.number(mean.mean(), mean.halfWidth(), this);
    }

    /** Returns a half-width with figure spaces before it. */
    String padded(double halfWidth) {
        String half = NumberText.fixed(halfWidth, decimals);
        int room = Math.max(0, widest.length() - half.length());
        return String.valueOf(NumberText.FIGURE_SPACE).repeat(room) + half;
    }
}
