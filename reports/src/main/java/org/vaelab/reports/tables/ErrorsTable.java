// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.Optional;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.NumberText;

/** The two sources of error of each score: the evaluated data, and the seeds. */
public final class ErrorsTable {

    private static final String CAPTION =
            "Two sources of error of a run. Data: the standard error of the evaluation over %s"
                    + " examples, the root mean square over runs. Seeds: the standard deviation"
                    + " between runs. More data reduce the first, more seeds the error of a"
                    + " mean that comes from the second.";

    private ErrorsTable() {}

    /** Builds the table; empty if no metric has both errors. */
    public static Optional<Table> of(Comparison comparison) {
        String part = comparison.evaluatedPart();
        TableSpec<ComparedModel> table = TableSpec.ofModels("errors", comparison.models());
        for (Metric metric : comparison.metrics()) {
            List<Measured> column = Measured.ofAll(comparison, metric);
            if (metric.isRanked()
                    && column.stream().anyMatch(m -> Double.isFinite(m.dataError()))
                    && column.stream().anyMatch(m -> Double.isFinite(ofSeeds(m)))) {
                String title = metric.label();
                table.numbers(title, part + " data", m -> cell(Measured.of(m, metric).dataError()))
                        .numbers(title, "seeds", m -> cell(ofSeeds(Measured.of(m, metric))));
            }
        }
        return table.width() == 1
                ? Optional.empty()
                : Optional.of(table.captioned(CAPTION.formatted(part)));
    }

    private static double ofSeeds(Measured measured) {
        return measured.overSeeds().map(MeanInterval::standardDeviation).orElse(Double.NaN);
    }

    private static Cell cell(double error) {
        return Double.isFinite(error)
                ? Cell.number(error, NumberText.significant(error, 2))
                : Cell.absent();
    }
}
