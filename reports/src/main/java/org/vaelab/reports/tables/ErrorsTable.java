// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.Estimate;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
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
        List<Column> columns = new ArrayList<>(List.of(new Column("Model", "", false)));
        List<List<Cell>> rows = new ArrayList<>();
        comparison.models().forEach(model -> rows.add(new ArrayList<>(List.of(Cell.model(model)))));
        for (Metric metric : comparison.metrics()) {
            List<Measured> column = Measured.ofAll(comparison, metric);
            double[] ofData = column.stream().mapToDouble(ErrorsTable::ofData).toArray();
            double[] ofSeeds = column.stream().mapToDouble(ErrorsTable::ofSeeds).toArray();
            if (metric.isRanked() && hasAny(ofData) && hasAny(ofSeeds)) {
                columns.add(new Column(metric.label(), part + " data", true));
                columns.add(new Column(metric.label(), "seeds", true));
                for (int i = 0; i < rows.size(); i++) {
                    rows.get(i).add(cell(ofData[i]));
                    rows.get(i).add(cell(ofSeeds[i]));
                }
            }
        }
        return columns.size() == 1
                ? Optional.empty()
                : Optional.of(
                        new Table("errors", CAPTION.formatted(part), columns, rows, List.of()));
    }

    private static double ofData(Measured measured) {
        return Math.sqrt(
                measured.bySeed().values().stream()
                        .mapToDouble(Estimate::standardError)
                        .map(error -> error * error)
                        .average()
                        .orElse(Double.NaN));
    }

    private static double ofSeeds(Measured measured) {
        return measured.overSeeds().map(i -> i.standardDeviation()).orElse(Double.NaN);
    }

    private static boolean hasAny(double[] errors) {
        return Arrays.stream(errors).anyMatch(Double::isFinite);
    }

    private static Cell cell(double error) {
        return Double.isFinite(error)
                ? Cell.plain(NumberText.significant(error, 2)).valued(error)
                : Cell.faint(NumberText.ABSENT);
    }
}
