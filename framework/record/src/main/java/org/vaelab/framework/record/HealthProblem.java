// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;

/**
 * A problem of a model: what the runs of all its seeds found by one rule about one subject.
 *
 * @param found in the order of the runs, at least one
 */
@Internal
public record HealthProblem(String model, List<Found> found) {

    /** A finding in the run of a seed. */
    public record Found(long seed, HealthFinding finding) {}

    private record Key(String model, String rule, String subject) {}

    public HealthProblem {
        found = List.copyOf(found);
    }

    /** Returns the problems in the findings of runs, in the order in which they occur. */
    public static List<HealthProblem> of(Map<PlannedRun, List<HealthFinding>> runs) {
        Map<Key, List<Found>> problems = new LinkedHashMap<>();
        runs.forEach(
                (run, findings) -> {
                    for (HealthFinding finding : findings) {
                        Key key = new Key(run.model(), finding.rule(), finding.subject());
                        problems.computeIfAbsent(key, k -> new ArrayList<>())
                                .add(new Found(run.seed(), finding));
                    }
                });
        return problems.entrySet().stream()
                .map(problem -> new HealthProblem(problem.getKey().model(), problem.getValue()))
                .toList();
    }

    /** Returns the finding of the first seed. */
    public HealthFinding first() {
        return found.get(0).finding();
    }

    /** Returns the seeds, such as {@code 1, 2}. */
    public String seeds() {
        return joined(Found::seed);
    }

    /** Returns the steps of the findings, such as {@code 150, 200}. */
    public String steps() {
        return joined(one -> one.finding().step());
    }

    private String joined(Function<Found, Long> number) {
        return found.stream().map(number).map(String::valueOf).collect(Collectors.joining(", "));
    }
}
