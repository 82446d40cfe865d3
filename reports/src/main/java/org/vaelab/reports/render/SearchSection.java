// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.SearchRegret;
import org.vaelab.reports.render.Section.Block;
import org.vaelab.reports.tables.SearchTable;

/** The searches for the settings of models: what was found, all trials, and the regret. */
final class SearchSection {

    private SearchSection() {}

    static List<Block> blocks(Comparison comparison) {
        List<Block> blocks = new ArrayList<>();
        for (SearchRecord search : comparison.searches()) {
            String metric = comparison.metric(search.by()).label();
            blocks.add(new Section.Heading(search.model(), ""));
            blocks.add(new Section.Text(summary(search, metric, comparison.evaluatedPart())));
            blocks.addAll(Section.figures(SearchRegret.of(search, metric)));
            blocks.add(new Section.OfTable(SearchTable.of(search, metric)));
        }
        return blocks;
    }

    private static String summary(SearchRecord search, String metric, String part) {
        SearchRecord.Trial best = search.bestTrial();
        long failed = search.failedTrials();
        String failures =
                failed == 0 ? "" : " %s of %s trials failed.".formatted(failed, search.budget());
        if (best == null) {
            return "The search by " + metric + " has not found a best trial." + failures;
        }
        String values =
                best.values().entrySet().stream()
                        .map(value -> value.getKey() + " = " + text(value.getValue()))
                        .collect(Collectors.joining(", "));
        return "Trial "
                + best.number()
                + " of "
                + search.budget()
                + " is the best by "
                + metric
                + " on validation data: "
                + values
                + ". The model "
                + search.model()
                + " in the other sections has these settings, and is evaluated on "
                + part
                + " data. The search had "
                + SearchTable.budget(search)
                + "."
                + SearchTable.chance(search)
                + failures;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }
}
