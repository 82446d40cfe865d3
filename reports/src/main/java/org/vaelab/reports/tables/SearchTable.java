// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.Escape;
import org.vaelab.reports.text.NumberText;

/** All trials of a search: their values, and how good they are on validation data. */
public final class SearchTable {

    private SearchTable() {}

    /**
     * Returns the table.
     *
     * @param metric the label of the metric
     */
    public static Table of(SearchRecord search, String metric) {
        boolean hasRungs = search.rungs().size() > 1;
        List<Column> columns = new ArrayList<>(List.of(new Column("Trial", "", true)));
        search.over().keySet().forEach(key -> columns.add(new Column(key, "", true)));
        if (hasRungs) {
            columns.add(new Column("Trained to", "step", true));
        }
        columns.add(new Column(metric, unit(search), true));
        Notes notes = new Notes();
        int decimals = decimals(search);
        List<List<Cell>> rows = new ArrayList<>();
        for (SearchRecord.Trial trial : search.trials()) {
            List<Cell> row = new ArrayList<>();
            boolean isBest = Objects.equals(search.best(), trial.number());
            row.add(emphasised("" + trial.number(), isBest).valued(trial.number()));
            trial.values().values().forEach(value -> row.add(setting(value, isBest)));
            if (hasRungs) {
                row.add(trainedTo(search, trial));
            }
            row.add(value(trial, isBest, decimals, notes));
            rows.add(row);
        }
        return new Table(
                "search-" + search.model(), caption(search, metric), columns, rows, notes.all());
    }

    private static String unit(SearchRecord search) {
        return search.unit().equals("1") ? "" : search.unit();
    }

    private static Cell emphasised(String text, boolean isBest) {
        return new Cell(text, isBest ? Emphasis.BEST : Emphasis.PLAIN, List.of(), "");
    }

    private static Cell setting(JsonNode value, boolean isBest) {
        if (value.isNumber()) {
            String text =
                    value.isIntegralNumber()
                            ? value.asText()
                            : NumberText.shortest(value.doubleValue());
            return emphasised(text, isBest).valued(value.doubleValue());
        }
        return emphasised(value.isTextual() ? value.asText() : value.toString(), isBest);
    }

    private static Cell trainedTo(SearchRecord search, SearchRecord.Trial trial) {
        int reached = trial.results().size();
        if (reached == 0) {
            return Cell.faint(NumberText.ABSENT);
        }
        long steps = search.rungs().get(reached - 1);
        return Cell.plain(NumberText.grouped(steps)).valued((double) steps);
    }

    private static Cell value(SearchRecord.Trial trial, boolean isBest, int decimals, Notes notes) {
        if (trial.results().isEmpty()) {
            return Cell.faint(NumberText.ABSENT, notes.mark("Not finished."));
        }
        SearchRecord.Result last = trial.results().get(trial.results().size() - 1);
        if (last.failure() != null) {
            return Cell.faint(
                    NumberText.ABSENT, notes.mark(Notes.sentence("failed: " + last.failure())));
        }
        String spread =
                Double.isNaN(last.deviation()) ? "" : NumberText.spread(last.deviation(), decimals);
        return emphasised(NumberText.fixed(last.mean(), decimals) + spread, isBest)
                .valued(last.mean());
    }

    /** The decimals of the smallest spread, or of the differences between trials. */
    private static int decimals(SearchRecord search) {
        double spread =
                search.trials().stream()
                        .flatMap(trial -> trial.results().stream())
                        .mapToDouble(SearchRecord.Result::deviation)
                        .filter(deviation -> deviation > 0)
                        .min()
                        .orElse(0);
        return NumberText.decimals(spread);
    }

    private static String caption(SearchRecord search, String metric) {
        String how =
                search.rungs().size() > 1
                        ? "successive halving, where each rung keeps one in "
                                + search.eta()
                                + " trials"
                        : "random search";
        return "The trials of the search for the settings of "
                + Escape.term(search.model(), Escape.latex(search.model()))
                + ": "
                + how
                + ". "
                + metric
                + " is that on validation data, where "
                + search.direction().jsonName()
                + " is better"
                + (search.seeds().size() > 1
                        ? "; mean over %s seeds ± their standard deviation"
                                .formatted(search.seeds().size())
                        : "")
                + ". Bold: the best trial.";
    }
}
