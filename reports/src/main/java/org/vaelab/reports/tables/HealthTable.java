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

/** The problems that the health monitor found, each with the seeds and steps where it was found. */
public final class HealthTable {

    private record Found(ComparedModel model, HealthProblem problem) {

        HealthFinding first() {
            return problem.first();
        }
    }

    private HealthTable() {}

    /**
     * Builds the table; empty if nothing was found.
     *
     * @throws IOException if the findings of a run cannot be read
     */
    public static Optional<Table> of(Comparison comparison) throws IOException {
        List<Found> problems = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            Map<PlannedRun, List<HealthFinding>> findings = new LinkedHashMap<>();
            for (ComparedRun run : model.runs()) {
                findings.put(run.planned(), run.folder().health().findings());
            }
            HealthProblem.of(findings).forEach(found -> problems.add(new Found(model, found)));
        }
        return TableSpec.of("health", problems)
                .cells("Model", found -> Cell.model(found.model()))
                .text("Seed", found -> found.problem().seeds())
                .text("Step", found -> found.problem().steps())
                .text("Problem", found -> found.first().rule())
                .text("What was seen", found -> found.first().message())
                .text("Remedy", found -> found.first().remedy())
                .orEmpty(
                        "Problems of training, as the health monitor named them while they"
                                + " happened. The text is that of the first seed.");
    }
}
