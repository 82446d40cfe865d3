// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Optional;
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
                .numbers("Value", "", score -> Cell.significant(score.value(), DIGITS))
                .orEmpty("What methods without a model score on the same test data.");
    }
}
