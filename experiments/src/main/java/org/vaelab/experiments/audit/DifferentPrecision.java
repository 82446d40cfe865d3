// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

/** Models that are trained in different precisions: a difference of their bounds may be rounding. */
final class DifferentPrecision implements GroupCheck {

    @Override
    public String name() {
        return "different-precision";
    }

    @Override
    public Object groupOf(AuditedModel model) {
        return model.run().runtime().precision();
    }

    @Override
    public Doubt ofDifference(AuditedPlan plan, String groups) {
        return new Doubt(
                "the models are trained in different precisions, so a small difference between them"
                        + " may be one of rounding "
                        + groups,
                "give all models the same runtime.precision, unless it is what is compared");
    }
}
