// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A check of a property in which the models of a comparison should not differ.
 *
 * @param group returns the property of a model; its text is shown
 * @param doubt returns the text if models differ, from their groups such as {@code (a, b: this; c:
 *     that)}
 */
record GroupCheck(
        String name,
        Function<AuditedModel, Object> group,
        BiFunction<AuditedPlan, String, Doubt> doubt)
        implements Check {

    @Override
    public List<Warning> of(AuditedPlan plan) {
        Map<Object, List<String>> groups = plan.grouped(group);
        if (groups.size() == 1) {
            return List.of();
        }
        String described =
                groups.entrySet().stream()
                        .map(models -> Warning.named(models.getValue()) + ": " + models.getKey())
                        .collect(Collectors.joining("; ", "(", ")"));
        Doubt found = doubt.apply(plan, described);
        return List.of(new Warning(name, List.of(), found.message(), found.remedy()));
    }
}
