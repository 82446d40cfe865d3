// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;

/** The findings of the health monitor in the runs of a plan, a line for each problem of a model. */
final class HealthLines {

    private static final int MOST = 12;

    /** A problem of a model; the seeds that have it share a line. */
    private record Problem(String model, String rule, String subject) {}

    private record Found(long seed, HealthFinding finding) {}

    private HealthLines() {}

    /**
     * Returns the lines; none if nothing was found.
     *
     * @throws IOException if the findings of a run cannot be read
     */
    static List<String> of(ComparisonFolder folder, List<PlannedRun> runs) throws IOException {
        Map<Problem, List<Found>> problems = new LinkedHashMap<>();
        for (PlannedRun run : runs) {
            for (HealthFinding finding : folder.run(run).health().findings()) {
                problems.computeIfAbsent(
                                new Problem(run.model(), finding.rule(), finding.subject()),
                                p -> new ArrayList<>())
                        .add(new Found(run.seed(), finding));
            }
        }
        List<String> lines = new ArrayList<>();
        problems.entrySet().stream().limit(MOST).forEach(p -> add(p.getKey(), p.getValue(), lines));
        if (problems.size() > MOST) {
            lines.add("and " + (problems.size() - MOST) + " more problems, listed in the report");
        }
        return lines;
    }

    private static void add(Problem problem, List<Found> found, List<String> lines) {
        HealthFinding first = found.get(0).finding();
        String seeds =
                found.stream().map(f -> String.valueOf(f.seed())).collect(Collectors.joining(", "));
        lines.add(
                "%s %s %s, step %s: %s: %s"
                        .formatted(
                                problem.model(),
                                found.size() == 1 ? "seed" : "seeds",
                                seeds,
                                first.step(),
                                first.rule(),
                                first.message()));
        lines.add("    " + first.remedy());
    }
}
