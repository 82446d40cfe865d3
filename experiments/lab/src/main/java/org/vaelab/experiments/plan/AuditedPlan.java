// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.List;
import java.util.function.Predicate;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.framework.Internal;

/**
 * A comparison before training.
 *
 * @param models in the order of the config
 */
@Internal
public record AuditedPlan(ComparisonSpec spec, List<AuditedModel> models) {

    public AuditedPlan {
        models = List.copyOf(models);
    }

    List<String> named(Predicate<AuditedModel> what) {
        return models.stream().filter(what).map(AuditedModel::name).toList();
    }
}
