// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.vaelab.experiments.SearchPlan;
import org.vaelab.experiments.config.SearchSpec;
import org.vaelab.experiments.plan.SuccessiveHalving;
import org.vaelab.framework.record.SearchRecord;

/** Searches on the console. */
final class SearchTables {

    private SearchTables() {}

    /** Prints the space, the trials and the rungs of a planned search. */
    static void plan(SearchPlan step, PrintWriter out) {
        SearchSpec search = step.spec();
        SuccessiveHalving algorithm = step.algorithm();
        out.println(
                ("search of %s: %s, %s trials, by %s (%s is better) on validation data, over seeds %s;"
                                + " the best one is reported with seeds %s")
                        .formatted(
                                search.model(),
                                search.method(),
                                search.trials().size(),
                                search.by(),
                                search.direction().jsonName(),
                                listed(search.seeds()),
                                listed(search.finalSeeds())));
        Map<String, Map<String, JsonNode>> values = new LinkedHashMap<>();
        values.put("all", search.space());
        search.trials().forEach(trial -> values.put("" + trial.number(), trial.values()));
        ConsoleTable<Map.Entry<String, Map<String, JsonNode>>> trials = new ConsoleTable<>();
        trials.column("trial", Map.Entry::getKey);
        for (String key : search.space().keySet()) {
            trials.column(key, row -> text(row.getValue().get(key)));
        }
        trials.print(out, values.entrySet());
        new ConsoleTable<Integer>()
                .column("rung", String::valueOf)
                .column("trials", rung -> "" + algorithm.size(rung))
                .column("to step", rung -> "" + search.rungs().get(rung))
                .print(out, algorithm.held());
        out.println();
    }

    private static String listed(List<Long> seeds) {
        return seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Prints the best trial of a search, and how many failed. */
    static void result(SearchRecord record, Console console) {
        String of = "search of " + record.model() + ": ";
        long failed = record.failedTrials();
        if (failed > 0) {
            console.line(
                    of
                            + "%s of %s trials failed, first: %s"
                                    .formatted(failed, record.budget(), firstFailure(record)));
        }
        SearchRecord.Trial best = record.bestTrial();
        if (best == null) {
            console.error(of + "no trial has a value: " + firstFailure(record));
            return;
        }
        String values =
                best.values().entrySet().stream()
                        .map(value -> value.getKey() + "=" + text(value.getValue()))
                        .collect(Collectors.joining(", "));
        double mean = best.results().get(best.results().size() - 1).mean();
        console.line(
                of
                        + "best is trial %s, %s: %s %s on validation data"
                                .formatted(
                                        best.number(),
                                        values,
                                        record.by(),
                                        ConsoleText.number(mean)));
    }

    private static String firstFailure(SearchRecord record) {
        return record.trials().stream()
                .flatMap(trial -> trial.results().stream())
                .map(SearchRecord.Result::failure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("unknown");
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }
}
