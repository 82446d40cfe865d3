// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Map;

/** Models that are given different things: log p(x given c) is another quantity than log p(x). */
final class DifferentCondition implements Check {

    @Override
    public String name() {
        return "different-condition";
    }

    @Override
    public List<Warning> of(AuditedPlan plan) {
        Map<String, List<String>> groups =
                AuditedPlan.grouped(plan.models(), DifferentCondition::quantity);
        return groups.size() == 1
                ? List.of()
                : List.of(
                        new Warning(
                                name(),
                                List.of(),
                                "the models are of different quantities, which a report does not"
                                        + " rank together ("
                                        + AuditedPlan.described(groups)
                                        + ")",
                                "read the difference as what the condition tells of x, not as one of"
                                        + " models; or give all models the same condition"));
    }

    private static String quantity(AuditedModel model) {
        List<String> given = model.run().blueprint().condition();
        return given.isEmpty() ? "log p(x)" : "log p(x given " + String.join(", ", given) + ")";
    }
}
