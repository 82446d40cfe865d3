// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.List;
import org.vaelab.experiments.plan.Plans;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.RunGroups;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.framework.record.ComparisonFolder;

/**
 * A comparison that was found good, its plan written.
 *
 * @param spec what the config asks for
 * @param shard which part of it is carried out here
 * @param folder where its records go
 * @param lock of that folder, which has the runs of the part
 * @param data the data that were loaded to try it
 */
record PreparedComparison(
        ComparisonSpec spec,
        Shard shard,
        ComparisonFolder folder,
        ComparisonLock lock,
        DataCache data) {

    /** Returns the runs of its part with their places in the plan, in order. */
    List<ComparisonRunner.Job> jobs() {
        return jobs(spec, shard);
    }

    /** Returns the runs of a part of a comparison with their places in the plan, in order. */
    static List<ComparisonRunner.Job> jobs(ComparisonSpec spec, Shard shard) {
        return shard.of(
                RunGroups.of(
                        spec.runs().stream()
                                .map(run -> new ComparisonRunner.Job(Plans.of(run), run))
                                .toList()));
    }
}
