// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A check of something in which the models of a comparison should not differ. */
interface GroupCheck extends Check {

    /** Returns that of a model in which others may differ from it; its text is shown. */
    Object groupOf(AuditedModel model);

    /**
     * Returns what is said where models differ.
     *
     * @param groups which models are of what, {@code (a, b: this; c: that)}
     */
    Doubt ofDifference(AuditedPlan plan, String groups);

    @Override
    default List<Warning> of(AuditedPlan plan) {
        Map<Object, List<String>> groups = plan.grouped(this::groupOf);
        if (groups.size() == 1) {
            return List.of();
        }
        String described =
                groups.entrySet().stream()
                        .map(group -> Warning.named(group.getValue()) + ": " + group.getKey())
                        .collect(Collectors.joining("; ", "(", ")"));
        Doubt doubt = ofDifference(plan, described);
        return List.of(new Warning(name(), List.of(), doubt.message(), doubt.remedy()));
    }
}
