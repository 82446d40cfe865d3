// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.settings.PartType;

/** What a model with {@link GivenNetworks} cannot have, because it is not trained. */
final class Untrained {

    private Untrained() {}

    /** Checks that a model has one latent variable, no condition, and data as they are. */
    static void requireParts(ModelBlueprint blueprint, PartContext context) {
        Map<String, Boolean> named = new LinkedHashMap<>();
        named.put("a hierarchy in 'latent'", blueprint.hierarchy().isPresent());
        named.put("a 'condition'", !blueprint.condition().isEmpty());
        named.put("a 'regularizer'", blueprint.regularizer().isPresent());
        named.put("'supervision'", blueprint.supervision().isPresent());
        named.put("'training.priorSteps'", blueprint.fitsPriorAfterwards());
        named.put("data with missing values", context.data().hasMissing());
        named.put(
                "'data.standardize' (let the networks standardise)",
                context.data().standardization().isPresent());
        for (Map.Entry<String, Boolean> each : named.entrySet()) {
            if (each.getValue()) {
                throw new IllegalArgumentException(
                        "variant '%s' does not support %s"
                                .formatted(PartType.nameOf(blueprint.variant()), each.getKey()));
            }
        }
    }

    /**
     * Checks that no parameter waits for training.
     *
     * @param partNames what a config calls the parts, by kind
     */
    static void requireNothingToLearn(
            ModelBlueprint blueprint, LatentVariableModel model, Map<String, String> partNames) {
        for (Parameter parameter : model.parameters()) {
            if (parameter.role() == Parameter.Role.LEARNED) {
                String kind = parameter.name().replaceFirst("\\..*", "");
                String remedy =
                        kind.equals("likelihood")
                                ? ", such as likelihood: {type: gaussian, scale: fixed, value: 0.1}"
                                : "";
                throw new IllegalArgumentException(
                        ("variant '%s' trains nothing, and %s '%s' has a parameter, '%s', that only"
                                        + " training would set\nchoose a %s without learned parameters%s")
                                .formatted(
                                        PartType.nameOf(blueprint.variant()),
                                        kind,
                                        partNames.getOrDefault(kind, kind),
                                        parameter.name(),
                                        kind,
                                        remedy));
            }
        }
    }
}
