// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;

/** Models that are given different things: log p(x given c) is another quantity than log p(x). */
final class DifferentCondition implements GroupCheck {

    @Override
    public String name() {
        return "different-condition";
    }

    @Override
    public Object groupOf(AuditedModel model) {
        List<String> given = model.run().blueprint().condition();
        return given.isEmpty() ? "log p(x)" : "log p(x given " + String.join(", ", given) + ")";
    }

    @Override
    public Doubt ofDifference(AuditedPlan plan, String groups) {
        return new Doubt(
                "the models are of different quantities, which a report does not"
                        + " rank together "
                        + groups,
                "read the difference as what the condition tells of x, not as one of"
                        + " models; or give all models the same condition");
    }
}
