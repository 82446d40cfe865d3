// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Map;

/** Models of the same data, of some of which log p(x) is a density and of others a probability. */
final class DensityAndProbability implements Check {

    @Override
    public String name() {
        return "density-and-probability";
    }

    @Override
    public List<Warning> of(AuditedPlan plan) {
        Map<String, List<String>> groups =
                AuditedPlan.grouped(
                        plan.models(), m -> m.probability() ? "a probability" : "a density");
        return groups.size() == 1
                ? List.of()
                : List.of(
                        new Warning(
                                name(),
                                List.of(),
                                "densities and probabilities do not compare ("
                                        + AuditedPlan.described(groups)
                                        + ")",
                                "choose likelihoods of one kind, or read the groups apart"));
    }
}
