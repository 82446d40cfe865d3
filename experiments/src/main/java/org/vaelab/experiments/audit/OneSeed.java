// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import org.vaelab.experiments.spec.RunSpec;

/** One seed, from which nothing follows about another. */
final class OneSeed implements Check {

    @Override
    public String name() {
        return "one-seed";
    }

    @Override
    public List<Warning> of(AuditedPlan plan) {
        long seeds = plan.spec().runs().stream().mapToLong(RunSpec::seed).distinct().count();
        return seeds > 1
                ? List.of()
                : List.of(
                        new Warning(
                                name(),
                                List.of(),
                                "there is one seed: the report has neither intervals nor tests, and a"
                                        + " difference may be the seed's alone",
                                "name several, such as seeds: [1, 2, 3]"));
    }
}
