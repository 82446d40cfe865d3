// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Optional;
import java.util.function.Function;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.NaiveScore;
import org.vaelab.reports.tables.Table.Cell;

/** What naive methods, which need no model, score. */
@Internal
public final class NaiveTable {

    private static final int DIGITS = 3;

    private NaiveTable() {}

    /** Builds the table of a comparison on one data set; empty if nothing naive was measured. */
    public static Optional<Table> of(Comparison comparison) {
        return TableSpec.of("naive", NaiveScore.of(comparison))
                .text("Method", score -> score.own().label())
                .numbers("Value", "", score -> number(score.value()))
                .numbers("Standard error", "", score -> number(score.error()))
                .cells("Best model", score -> best(comparison, score, of -> Cell.model(of.model())))
                .numbers(
                        "Its value", "", score -> best(comparison, score, of -> number(of.value())))
                .numbers(
                        "Its error", "", score -> best(comparison, score, of -> number(of.error())))
                .orEmpty(
                        "What methods without a model score on the same test data, beside the best"
                                + " model. Errors are those of other test examples.");
    }

    private static Cell best(
            Comparison comparison, NaiveScore score, Function<NaiveScore.Mean, Cell> cell) {
        return score.bestModel(comparison).map(cell).orElseGet(Cell::absent);
    }

    private static Cell number(double value) {
        return Double.isNaN(value) ? Cell.absent() : Cell.significant(value, DIGITS);
    }
}
