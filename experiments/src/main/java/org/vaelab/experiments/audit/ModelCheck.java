// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A check of single models; models with the same doubt share a warning. */
interface ModelCheck extends Check {

    List<Doubt> of(AuditedModel model);

    static ModelCheck of(String name, Function<AuditedModel, List<Doubt>> doubts) {
        return new ModelCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Doubt> of(AuditedModel model) {
                return doubts.apply(model);
            }
        };
    }

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
