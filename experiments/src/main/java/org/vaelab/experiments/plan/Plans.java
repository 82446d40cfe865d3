// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;

/** Converts comparisons to the plans that records hold. */
public final class Plans {

    private Plans() {}

    /** Returns the plan of a comparison whose data are not loaded yet, its runs in their order. */
    public static ComparisonPlan of(ComparisonSpec spec) {
        return plan(spec, Plans::of);
    }

    /**
     * Returns the plan of a comparison whose data are loaded, its runs in their order.
     *
     * @param checksums of the data of a run
     */
    public static ComparisonPlan of(ComparisonSpec spec, Function<RunSpec, String> checksums) {
        return plan(spec, run -> of(run).on(checksums.apply(run)));
    }

    private static ComparisonPlan plan(ComparisonSpec spec, Function<RunSpec, PlannedRun> planned) {
        return new ComparisonPlan(
                ComparisonPlan.SCHEMA,
                spec.name(),
                spec.baseline().orElse(null),
                spec.report().formats(),
                spec.runs().stream().map(planned).toList(),
                spec.budget().orElse(null),
                spec.changes(),
                spec.expected(),
                spec.report().rope().orElse(null),
                spec.report().sections(),
                spec.report().labels(),
                spec.source());
    }

    /** Returns a run as a plan holds it, with the hash of its config. */
    public static PlannedRun of(RunSpec run) {
        JsonNode config = run.config();
        return new PlannedRun(
                run.model(), run.variant(), run.seed(), RecordMapper.hash(config), config);
    }
}
