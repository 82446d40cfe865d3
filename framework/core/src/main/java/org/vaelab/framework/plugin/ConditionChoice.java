// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.naming.Spelling;

/** Finds the label columns that a condition names. */
final class ConditionChoice {

    private final List<LabelColumn> columns;

    ConditionChoice(DataSummary data) {
        this.columns = data.labels();
    }

    /**
     * Returns the condition.
     *
     * @throws IllegalArgumentException if the data have no such column
     */
    Condition of(List<String> names) {
        List<LabelColumn> chosen = new ArrayList<>();
        for (String name : names) {
            LabelColumn column = column(name);
            if (chosen.contains(column)) {
                throw new IllegalArgumentException("condition: '" + name + "' stands there twice");
            }
            chosen.add(column);
        }
        return new Condition(chosen);
    }

    private LabelColumn column(String name) {
        for (LabelColumn column : columns) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException(
                    "condition: '" + name + "', but the data have no labels");
        }
        if (name.equals(ModelBlueprint.LABEL) && columns.size() == 1) {
            return columns.get(0);
        }
        List<String> known = columns.stream().map(LabelColumn::name).toList();
        throw new IllegalArgumentException(
                "condition: the data have no label column '"
                        + name
                        + "'\n"
                        + Spelling.hint(name, known));
    }
}
