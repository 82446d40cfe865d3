// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.Spelling;

/**
 * The loss of another estimator with terms for single modalities: bounds of subsets of an example,
 * and weights of modalities. Neither is part of the bound. See {@link ModalitiesObjective}.
 */
@Cites("wu2018")
@Part(
        value = "modalities",
        description = "a bound, and in the loss also bounds of some modalities, or weights of them",
        paper = "Wu and Goodman (2018), equation 5")
public record ModalitiesEstimator(
        @Setting(
                        value =
                                "the estimator of the bound: a name, or a mapping with type and settings",
                        defaultValue = "elbo")
                JsonNode of,
        @Setting(
                        value =
                                "whether the loss has the bound of each single modality of an example too",
                        defaultValue = "true")
                boolean singles,
        @Setting(
                        value =
                                "how many bounds of random subsets of an example's modalities the loss has",
                        defaultValue = "0")
                int subsets,
        @Setting(
                        value =
                                "weights of modalities in the loss, above 0: {name: 10}; default 1. The"
                                        + " difference from 1 is recorded as the penalty modalityWeights",
                        defaultValue = "{}")
                Map<String, Double> weights)
        implements EstimatorPart {

    public ModalitiesEstimator {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        if (subsets < 0) {
            throw new SettingException("subsets", "must be at least 0, is " + subsets);
        }
        weights.forEach((name, weight) -> Counts.positive("weights." + name, weight));
    }

    private EstimatorPart inner(Parts parts, boolean prefixed) {
        try {
            return parts.of(EstimatorPart.class).create(of, Map.of());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException((prefixed ? "of: " : "") + e.getMessage());
        }
    }

    @Override
    public void check(Parts parts) {
        inner(parts, true);
    }

    @Override
    public Collection<?> inner(Parts parts) {
        return List.of(inner(parts, true));
    }

    @Override
    public Estimator create(EstimatorContext context) {
        List<Modality> modalities = context.part().data().form().modalities();
        if (modalities.isEmpty() && (singles || subsets > 0 || !weights.isEmpty())) {
            throw new IllegalArgumentException(
                    "estimator 'modalities' is for data of several modalities, such as those of source:"
                            + " joined");
        }
        List<String> names = modalities.stream().map(Modality::name).toList();
        for (String name : weights.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "estimator.weights: the data have no modality '%s'\n%s"
                                .formatted(name, Spelling.hint(name, names)));
            }
        }
        return new ModalitiesObjective(
                inner(context.part().parts(), false).create(context),
                modalities,
                !context.part().data().hasMissing(),
                singles,
                subsets,
                weights);
    }
}
