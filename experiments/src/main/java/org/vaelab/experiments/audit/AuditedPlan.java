// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.vaelab.experiments.spec.ComparisonSpec;

/**
 * A comparison before it is trained.
 *
 * @param spec what the config asks for
 * @param models its models, in the order of the config
 */
public record AuditedPlan(ComparisonSpec spec, List<AuditedModel> models) {

    /** Copies the list. */
    public AuditedPlan {
        models = List.copyOf(models);
    }

    /** Returns the names of the models of which something holds. */
    List<String> named(Predicate<AuditedModel> what) {
        return models.stream().filter(what).map(AuditedModel::name).toList();
    }

    /** Returns the names of the models by something in which they may differ, in order. */
    static <K> Map<K, List<String>> grouped(
            List<AuditedModel> models, Function<AuditedModel, K> what) {
        Map<K, List<String>> groups = new LinkedHashMap<>();
        for (AuditedModel model : models) {
            groups.computeIfAbsent(what.apply(model), k -> new ArrayList<>()).add(model.name());
        }
        return groups;
    }

    /** Returns groups as a text: {@code a, b: this; c: that}. */
    static String described(Map<?, List<String>> groups) {
        return groups.entrySet().stream()
                .map(group -> Warning.named(group.getValue()) + ": " + group.getKey())
                .collect(Collectors.joining("; "));
    }
}
