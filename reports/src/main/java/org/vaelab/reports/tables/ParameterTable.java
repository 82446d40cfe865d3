// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;

/** The parameters of each model by network or part. */
public final class ParameterTable {

    private ParameterTable() {}

    /** Returns the table; empty if no record has the numbers. */
    public static Optional<Table> of(Comparison comparison) {
        List<List<Cell>> rows = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            model.completed().stream()
                    .map(RunRecord::parameters)
                    .filter(parameters -> !parameters.isEmpty())
                    .findFirst()
                    .ifPresent(parameters -> add(model, parameters, rows));
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Table(
                        "parameters",
                        "Number of parameters by network or part. The optimiser trains those of the"
                                + " gradient. The model updates its state itself.",
                        List.of(
                                new Column("Model", "", false),
                                new Column("Part", "", false),
                                new Column("Trained by", "", false),
                                new Column("Parameters", "", true)),
                        rows,
                        List.of()));
    }

    private static void add(
            ComparedModel model, Map<String, Long> parameters, List<List<Cell>> rows) {
        parameters.forEach(
                (name, count) -> {
                    boolean state = name.startsWith(RunRecord.STATE);
                    String part = state ? name.substring(RunRecord.STATE.length()) : name;
                    rows.add(
                            List.of(
                                    Cell.model(model),
                                    Cell.plain(part),
                                    Cell.plain(state ? "state" : "gradient"),
                                    Cell.plain(NumberText.grouped(count)).valued((double) count)));
                });
    }
}
