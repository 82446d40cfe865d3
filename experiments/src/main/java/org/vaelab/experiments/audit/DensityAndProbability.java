// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

/**
 * Models of the same data, of some of which log p(x) is a density and of others a probability, or a
 * density of grey levels spread over their bins.
 */
final class DensityAndProbability implements GroupCheck {

    @Override
    public String name() {
        return "density-and-probability";
    }

    @Override
    public Object groupOf(AuditedModel model) {
        if (model.probability()) {
            return "a probability";
        }
        return model.isDequantized() ? "a density of dequantised levels" : "a density";
    }

    @Override
    public Doubt ofDifference(AuditedPlan plan, String groups) {
        boolean inBits = plan.models().stream().allMatch(m -> m.probability() || m.isDequantized());
        return new Doubt(
                "densities and probabilities do not compare"
                        + (inBits ? ", but for bitsPerDimension" : "")
                        + " "
                        + groups,
                "choose likelihoods of one kind, or read the groups apart");
    }
}
