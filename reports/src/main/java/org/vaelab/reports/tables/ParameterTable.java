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

/** The parameters of each model by network or part. */
public final class ParameterTable {

    private record Counted(ComparedModel model, String name, long count) {

        boolean isState() {
            return name.startsWith(RunRecord.STATE);
        }

        String part() {
            return isState() ? name.substring(RunRecord.STATE.length()) : name;
        }
    }

    private ParameterTable() {}

    /** Returns the table; empty if no record has the numbers. */
    public static Optional<Table> of(Comparison comparison) {
        List<Counted> parts = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            model.completed().stream()
                    .map(RunRecord::parameters)
                    .filter(parameters -> !parameters.isEmpty())
                    .findFirst()
                    .orElse(Map.of())
                    .forEach((name, count) -> parts.add(new Counted(model, name, count)));
        }
        return TableSpec.of("parameters", parts)
                .cells("Model", part -> Cell.model(part.model()))
                .text("Part", Counted::part)
                .text("Trained by", part -> part.isState() ? "state" : "gradient")
                .numbers("Parameters", "", part -> Cell.count(part.count()))
                .orEmpty(
                        "Number of parameters by network or part. The optimiser trains those of the"
                                + " gradient. The model updates its state itself.");
    }
}
