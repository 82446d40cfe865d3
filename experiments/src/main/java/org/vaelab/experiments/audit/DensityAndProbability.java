// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Map;

/**
 * Models of the same data, of some of which log p(x) is a density and of others a probability, or a
 * density of grey levels spread over their bins.
 */
final class DensityAndProbability implements Check {

    @Override
    public String name() {
        return "density-and-probability";
    }

    private static String kind(AuditedModel model) {
        if (model.probability()) {
            return "a probability";
        }
        return model.isDequantized() ? "a density of dequantised levels" : "a density";
    }

    @Override
    public List<Warning> of(AuditedPlan plan) {
        Map<String, List<String>> groups =
                AuditedPlan.grouped(plan.models(), DensityAndProbability::kind);
        boolean inBits = plan.models().stream().allMatch(m -> m.probability() || m.isDequantized());
        return groups.size() == 1
                ? List.of()
                : List.of(
                        new Warning(
                                name(),
                                List.of(),
                                "densities and probabilities do not compare"
                                        + (inBits ? ", but for bitsPerDimension" : "")
                                        + " ("
                                        + AuditedPlan.described(groups)
                                        + ")",
                                "choose likelihoods of one kind, or read the groups apart"));
    }
}
