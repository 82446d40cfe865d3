// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Emphasis;
import org.vaelab.reports.text.NumberText;

/** All trials of a search: their values, and how good they are on validation data. */
@Internal
public final class SearchTable {

    private SearchTable() {}

    /**
     * Returns the table.
     *
     * @param metric the label of the metric
     */
    public static Table of(SearchRecord search, String metric) {
        TableSpec<SearchRecord.Trial> table =
                TableSpec.of("search-" + search.model(), search.trials())
                        .numbers("Trial", "", t -> best(search, t, Cell.number(t.number(), 0)));
        for (String key : search.over().keySet()) {
            table.numbers(key, "", t -> best(search, t, setting(t.values().get(key))));
        }
        if (search.rungs().size() > 1) {
            table.numbers("Trained to", "step", trial -> trainedTo(search, trial));
        }
        Precision precision = Precision.fixed(decimals(search));
        return table.numbers(
                        metric,
                        search.unit().equals("1") ? "" : search.unit(),
                        trial -> value(search, trial, precision))
                .captioned(caption(search, metric));
    }

    private static Cell best(SearchRecord search, SearchRecord.Trial trial, Cell cell) {
        return Objects.equals(search.best(), trial.number())
                ? cell.emphasised(Emphasis.BEST)
                : cell;
    }

    private static Cell setting(JsonNode value) {
        if (value.isNumber()) {
            return Cell.number(value.doubleValue(), Precision.SHORTEST);
        }
        return Cell.plain(value.isTextual() ? value.asText() : value.toString());
    }

    private static Cell trainedTo(SearchRecord search, SearchRecord.Trial trial) {
        int reached = trial.results().size();
        return reached == 0 ? Cell.absent() : Cell.count(search.rungs().get(reached - 1));
    }

    private static Cell value(SearchRecord search, SearchRecord.Trial trial, Precision precision) {
        if (trial.results().isEmpty()) {
            return Cell.absent("Not finished.");
        }
        SearchRecord.Result last = trial.results().get(trial.results().size() - 1);
        return last.failure() != null
                ? Cell.absent(Notes.sentence("failed: " + last.failure()))
                : best(search, trial, Cell.number(last.mean(), halfWidth(search, last), precision));
    }

    /** Returns half the width of the interval of a trial over seeds; NaN with one seed. */
    private static double halfWidth(SearchRecord search, SearchRecord.Result result) {
        int seeds = search.seeds().size();
        return seeds < 2
                ? Double.NaN
                : MeanInterval.of(
                                seeds, result.mean(), result.deviation(), MeasuredMetric.CONFIDENCE)
                        .halfWidth();
    }

    /** Returns what a search spent and saw, and whether the reported runs took part in it. */
    public static String budget(SearchRecord search) {
        return "%s trials with the seeds %s, %s training steps in all; the reported runs have other seeds, which took no part in the choice"
                .formatted(
                        search.budget(), seeds(search.seeds()), NumberText.grouped(search.steps()));
    }

    /** Returns seeds as a text, many of them as a range. */
    private static String seeds(List<Long> seeds) {
        long first = seeds.get(0);
        long last = seeds.get(seeds.size() - 1);
        return seeds.size() > 3 && last - first == seeds.size() - 1
                ? first + " to " + last
                : seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /**
     * Returns how far chance chose in rungs, for a text: dropped trials that differ from the worst
     * kept one by less than the interval of the difference (Banerjee 1960); empty if there are
     * none. One seed gives no interval.
     */
    public static String chance(SearchRecord search) {
        if (search.seeds().size() == 1) {
            return " Each trial had one seed, so it has no interval, and chance may have chosen the best.";
        }
        StringBuilder text = new StringBuilder();
        for (int rung = 0; rung < search.rungs().size() - 1; rung++) {
            Map<Boolean, List<SearchRecord.Result>> byDropped = at(search, rung);
            List<SearchRecord.Result> dropped = byDropped.getOrDefault(true, List.of());
            long open =
                    byDropped.getOrDefault(false, List.of()).stream()
                            .min((a, b) -> search.direction().better(a.mean(), b.mean()) ? 1 : -1)
                            .map(worst -> open(search, dropped, worst))
                            .orElse(0L);
            String part =
                    " At step %s chance had a part: %s of %s dropped trials are not settled to be"
                            + " worse than the worst kept one.";
            String step = NumberText.grouped(search.rungs().get(rung));
            text.append(open > 0 ? part.formatted(step, open, dropped.size()) : "");
        }
        return text.toString();
    }

    /** Returns the results that trials had on a rung, by whether that was their last one. */
    private static Map<Boolean, List<SearchRecord.Result>> at(SearchRecord search, int rung) {
        return search.trials().stream()
                .map(SearchRecord.Trial::results)
                .filter(of -> of.size() > rung && of.get(rung).failure() == null)
                .collect(
                        Collectors.partitioningBy(
                                of -> of.size() == rung + 1,
                                Collectors.mapping(of -> of.get(rung), Collectors.toList())));
    }

    private static long open(
            SearchRecord search, List<SearchRecord.Result> dropped, SearchRecord.Result kept) {
        double half = halfWidth(search, kept);
        return dropped.stream()
                .filter(
                        trial ->
                                Math.abs(trial.mean() - kept.mean())
                                        <= Math.hypot(half, halfWidth(search, trial)))
                .count();
    }

    /** The decimals of the smallest spread, or of the differences between trials. */
    private static int decimals(SearchRecord search) {
        double spread =
                search.trials().stream()
                        .flatMap(trial -> trial.results().stream())
                        .mapToDouble(result -> halfWidth(search, result))
                        .filter(half -> half > 0)
                        .min()
                        .orElse(0);
        return NumberText.decimals(spread);
    }

    private static String caption(SearchRecord search, String metric) {
        String how =
                search.rungs().size() > 1
                        ? "successive halving, where each rung keeps one in %s trials"
                        : "random search";
        String over =
                search.seeds().size() > 1
                        ? "; mean over %s seeds ± half the width of its 95 %% interval"
                        : "";
        String caption =
                "The trials of the search for the settings of %s: %s. %s is that on validation data,"
                        + " where %s is better%s. Bold: the best trial. Its value is too good, because"
                        + " the best was chosen.";
        return caption.formatted(
                search.model(),
                how.formatted(search.eta()),
                metric,
                search.direction().jsonName(),
                over.formatted(search.seeds().size()));
    }
}
