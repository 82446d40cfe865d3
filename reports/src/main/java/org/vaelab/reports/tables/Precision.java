// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.NumberText;

/**
 * How means with half the widths of their intervals are written.
 *
 * @param widest the widest half-width of a column, to which all are padded; empty if there is none
 */
record Precision(int decimals, String widest) {

    /** Returns the decimals that suit the median of half-widths; NaN is none. */
    static Precision of(DoubleStream halfWidths) {
        double[] widths = halfWidths.filter(width -> !Double.isNaN(width)).sorted().toArray();
        return of(median(widths), Arrays.stream(widths));
    }

    static Precision of(int decimals, DoubleStream halfWidths) {
        return new Precision(
                decimals,
                halfWidths
                        .mapToObj(width -> NumberText.spread(width, decimals))
                        .max(Comparator.comparingInt(String::length))
                        .orElse(""));
    }

    /** Returns the decimals of a mean by itself. */
    static Precision alone(double halfWidth) {
        return new Precision(NumberText.decimals(halfWidth), "");
    }

    /** Returns the decimals for the median of sorted uncertainties. */
    static int median(double... sorted) {
        return NumberText.decimals(
                sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2]);
    }

    Cell fixed(MeanInterval mean) {
        return fixed(mean.mean(), mean.halfWidth());
    }

    Cell fixed(double mean, double halfWidth) {
        return cell(mean, NumberText.fixed(mean, decimals), halfWidth);
    }

    /** Returns a cell with the sign of the mean, plus included. */
    Cell signed(double mean, double halfWidth) {
        return cell(mean, NumberText.signed(mean, decimals), halfWidth);
    }

    private Cell cell(double mean, String text, double halfWidth) {
        if (Double.isNaN(halfWidth)) {
            return new Cell(text, Emphasis.PLAIN, List.of(), widest).valued(mean);
        }
        String spread = NumberText.spread(halfWidth, decimals);
        return Cell.number(mean, text + NumberText.widened(spread, widest.length()));
    }
}
