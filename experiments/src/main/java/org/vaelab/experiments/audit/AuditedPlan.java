// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.vaelab.experiments.spec.ComparisonSpec;

/**
 * A comparison before training.
 *
 * @param models in the order of the config
 */
public record AuditedPlan(ComparisonSpec spec, List<AuditedModel> models) {

    public AuditedPlan {
        models = List.copyOf(models);
    }

    List<String> named(Predicate<AuditedModel> what) {
        return models.stream().filter(what).map(AuditedModel::name).toList();
    }

    /** Returns the names of the models grouped by a property, in order. */
    <K> Map<K, List<String>> grouped(Function<AuditedModel, K> what) {
        Map<K, List<String>> groups = new LinkedHashMap<>();
        for (AuditedModel model : models) {
            groups.computeIfAbsent(what.apply(model), k -> new ArrayList<>()).add(model.name());
        }
        return groups;
    }
}
