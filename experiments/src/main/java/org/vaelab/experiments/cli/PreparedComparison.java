// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.List;
import org.vaelab.experiments.plan.Plans;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.framework.record.ComparisonFolder;

/**
 * A comparison that was found good, its plan written.
 *
 * @param spec what the config asks for
 * @param folder where its records go
 * @param data the data that were loaded to try it
 */
record PreparedComparison(ComparisonSpec spec, ComparisonFolder folder, DataCache data) {

    /** Returns its runs with their places in the plan, in order. */
    List<ComparisonRunner.Job> jobs() {
        return spec.runs().stream()
                .map(run -> new ComparisonRunner.Job(Plans.of(run), run))
                .toList();
    }
}
