// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A check that looks at each model by itself; models with the same doubt share a warning. */
interface ModelCheck extends Check {

    /** Returns what it finds in one model. */
    List<Doubt> of(AuditedModel model);

    @Override
    default List<Warning> of(AuditedPlan plan) {
        Map<Doubt, List<String>> doubts = new LinkedHashMap<>();
        for (AuditedModel model : plan.models()) {
            of(model)
                    .forEach(
                            doubt ->
                                    doubts.computeIfAbsent(doubt, d -> new ArrayList<>())
                                            .add(model.name()));
        }
        return doubts.entrySet().stream()
                .map(
                        e ->
                                new Warning(
                                        name(),
                                        e.getValue(),
                                        e.getKey().message(),
                                        e.getKey().remedy()))
                .toList();
    }
}
