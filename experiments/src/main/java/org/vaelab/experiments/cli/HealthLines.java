// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthProblem;
import org.vaelab.framework.record.PlannedRun;

/** The findings of the health monitor in the runs of a plan, two lines for each problem of a model. */
final class HealthLines {

    private static final int MOST = 12;

    private HealthLines() {}

    /** Returns the lines; none if nothing was found. */
    static List<String> of(Map<PlannedRun, List<HealthFinding>> runs) {
        List<HealthProblem> problems = HealthProblem.of(runs);
        List<String> lines = new ArrayList<>();
        for (HealthProblem problem : problems.subList(0, Math.min(MOST, problems.size()))) {
            HealthFinding first = problem.first();
            lines.add(
                    "%s %s %s, step %s: %s: %s"
                            .formatted(
                                    problem.model(),
                                    problem.found().size() == 1 ? "seed" : "seeds",
                                    problem.seeds(),
                                    first.step(),
                                    first.rule(),
                                    first.message()));
            lines.add("    " + first.remedy());
        }
        if (problems.size() > MOST) {
            lines.add("and " + (problems.size() - MOST) + " more problems, listed in the report");
        }
        return lines;
    }
}
