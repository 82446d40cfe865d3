// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.framework.record.HealthFinding;
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

    /** What makes findings of several seeds one row. */
    private record Problem(String rule, String subject) {}

    private record Found(long seed, HealthFinding finding) {}

    private HealthTable() {}

    /**
     * Builds the table; empty if nothing was found.
     *
     * @throws IOException if the findings of a run cannot be read
     */
    public static Optional<Table> of(Comparison comparison) throws IOException {
        List<List<Cell>> rows = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            for (List<Found> found : problems(model).values()) {
                rows.add(row(model, found));
            }
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

    private static Map<Problem, List<Found>> problems(ComparedModel model) throws IOException {
        Map<Problem, List<Found>> problems = new LinkedHashMap<>();
        for (ComparedRun run : model.runs()) {
            for (HealthFinding finding : run.folder().health().findings()) {
                problems.computeIfAbsent(
                                new Problem(finding.rule(), finding.subject()),
                                p -> new ArrayList<>())
                        .add(new Found(run.planned().seed(), finding));
            }
        }
        return problems;
    }

    private static List<Cell> row(ComparedModel model, List<Found> found) {
        HealthFinding first = found.get(0).finding();
        return List.of(
                Cell.model(model),
                Cell.plain(joined(found.stream().map(Found::seed).toList())),
                Cell.plain(joined(found.stream().map(f -> f.finding().step()).toList())),
                Cell.plain(first.rule()),
                Cell.plain(first.message()),
                Cell.plain(first.remedy()));
    }

    private static String joined(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
