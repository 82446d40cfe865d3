// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SearchSpec;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;

/** Converts comparisons to the plans that records hold. */
@Internal
public final class Plans {

    private Plans() {}

    /** Returns the plan of a comparison whose data are not loaded yet, its runs in their order. */
    public static ComparisonPlan of(ComparisonSpec spec) {
        return new ComparisonPlan(
                ComparisonPlan.SCHEMA,
                spec.name(),
                spec.baseline().orElse(null),
                spec.report().formats(),
                spec.runs().stream().map(Plans::of).toList(),
                spec.budget().orElse(null),
                spec.changes(),
                spec.expected(),
                spec.report().rope().orElse(null),
                spec.report().sections(),
                spec.report().labels(),
                spec.source(),
                spec.report().sectionPlugins(),
                spec.searches().stream().map(SearchSpec::model).toList(),
                List.of(),
                Map.of(),
                List.of(),
                null);
    }

    /**
     * Returns a plan with the checksums of its data.
     *
     * @param plan of the comparison, whose data were not loaded then
     * @param checksums of the data of a run
     */
    public static ComparisonPlan on(
            ComparisonPlan plan, ComparisonSpec spec, Function<RunSpec, String> checksums) {
        List<PlannedRun> runs = new ArrayList<>();
        for (int i = 0; i < spec.runs().size(); i++) {
            runs.add(plan.runs().get(i).on(checksums.apply(spec.runs().get(i))));
        }
        return plan.with(runs);
    }

    /** Returns a run as a plan holds it, with the hash of its config. */
    public static PlannedRun of(RunSpec run) {
        JsonNode config = run.config();
        return new PlannedRun(
                run.model(), run.variant(), run.seed(), RecordMapper.hash(config), config);
    }
}
