// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import com.fasterxml.jackson.databind.JsonNode;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;

/** Plans: comparisons as records hold them. */
public final class Plans {

    private Plans() {}

    /** Returns the plan of a comparison, its runs in their order. */
    public static ComparisonPlan of(ComparisonSpec spec) {
        return new ComparisonPlan(
                ComparisonPlan.SCHEMA,
                spec.name(),
                spec.baseline().orElse(null),
                spec.formats(),
                spec.runs().stream().map(Plans::of).toList());
    }

    /** Returns a run as a plan holds it, with the hash of its config. */
    public static PlannedRun of(RunSpec run) {
        JsonNode config = run.config();
        return new PlannedRun(
                run.model(), run.variant(), run.seed(), RecordMapper.hash(config), config);
    }
}
