// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The metrics that threw an exception, by model: they make the exit code 1. A metric that is not
 * defined for a model, and is absent with that reason, has not failed.
 */
final class FailedMetrics {

    private final Map<String, Set<Long>> seeds = new LinkedHashMap<>();

    /**
     * Adds the metrics of a run.
     *
     * @param reasons by metric
     */
    void add(String model, long seed, Map<String, String> reasons) {
        reasons.forEach(
                (metric, reason) ->
                        seeds.computeIfAbsent(
                                        "metric '%s' of model '%s' failed: %s"
                                                .formatted(metric, model, reason),
                                        line -> new TreeSet<>())
                                .add(seed));
    }

    private static String seeds(Set<Long> of) {
        return of.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", of.size() == 1 ? " (seed " : " (seeds ", ")"));
    }

    /** Prints a line for each metric, model and reason, and returns the exit code. */
    int report(Console console) {
        seeds.forEach((line, of) -> console.error(line + seeds(of)));
        return seeds.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
