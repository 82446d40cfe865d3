// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthProblem;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;

/** The problems that the health monitor found, each with the seeds and steps where it was found. */
public final class HealthTable {

    private static final String CAPTION =
            "Problems of training, as the health monitor named them while they happened. The text is"
                    + " that of the first seed.";

    private HealthTable() {}

    /**
     * Builds the table; empty if nothing was found.
     *
     * @throws IOException if the findings of a run cannot be read
     */
    public static Optional<Table> of(Comparison comparison) throws IOException {
        List<List<Cell>> rows = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            Map<PlannedRun, List<HealthFinding>> findings = new LinkedHashMap<>();
            for (ComparedRun run : model.runs()) {
                findings.put(run.planned(), run.folder().health().findings());
            }
            HealthProblem.of(findings).forEach(problem -> rows.add(row(model, problem)));
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<Column> columns =
                List.of(
                        new Column("Model", "", false),
                        new Column("Seed", "", false),
                        new Column("Step", "", false),
                        new Column("Problem", "", false),
                        new Column("What was seen", "", false),
                        new Column("Remedy", "", false));
        return Optional.of(new Table("health", CAPTION, columns, rows, List.of()));
    }

    private static List<Cell> row(ComparedModel model, HealthProblem problem) {
        HealthFinding first = problem.first();
        return List.of(
                Cell.model(model),
                Cell.plain(problem.seeds()),
                Cell.plain(problem.steps()),
                Cell.plain(first.rule()),
                Cell.plain(first.message()),
                Cell.plain(first.remedy()));
    }
}
