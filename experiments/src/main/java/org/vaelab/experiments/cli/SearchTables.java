// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.vaelab.experiments.SearchPlan;
import org.vaelab.experiments.spec.SearchSpec;
import org.vaelab.framework.record.SearchRecord;

/** Searches on the console. */
final class SearchTables {

    private SearchTables() {}

    /** Prints the space, the trials and the rungs of a planned search. */
    static void plan(SearchPlan step, PrintWriter out) {
        SearchSpec search = step.search();
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
        List<String> heading = new ArrayList<>(List.of("trial"));
        heading.addAll(search.space().keySet());
        List<List<String>> rows = new ArrayList<>();
        List<String> space = new ArrayList<>(List.of("all"));
        search.space().values().forEach(axis -> space.add(text(axis)));
        rows.add(space);
        for (SearchSpec.Trial trial : search.trials()) {
            List<String> row = new ArrayList<>(List.of("" + trial.number()));
            trial.values().values().forEach(value -> row.add(text(value)));
            rows.add(row);
        }
        ConsoleText.table(out, heading, rows);
        List<List<String>> rungs = new ArrayList<>();
        for (int rung : step.algorithm().held()) {
            rungs.add(
                    List.of(
                            "" + rung,
                            "" + step.algorithm().size(rung),
                            "" + search.rungs().get(rung)));
        }
        ConsoleText.table(out, List.of("rung", "trials", "to step"), rungs);
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
