// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;

/**
 * What a config may say instead if two parts, or a part and the data, do not fit. No part is known
 * here: every likelihood, every estimator, and every other value of a closed choice of posterior
 * and variant is tried.
 */
record Alternatives(ModelBlueprint blueprint, Plugins plugins, PartContext context) {

    /** Returns the end of a message, empty if nothing else fits. */
    String remedy() {
        List<String> remedies = new ArrayList<>();
        settings().forEach((key, values) -> remedies.add(key + ": " + String.join(" or ", values)));
        List<String> estimators = estimators();
        if (!estimators.isEmpty()) {
            String several = estimators.size() > 1 ? "one of " : "";
            remedies.add("estimator: " + several + String.join(", ", estimators));
        }
        return remedies.isEmpty() ? "" : "; set " + String.join(", or ", remedies);
    }

    /** Returns the names of likelihoods that have a density for the data. */
    List<String> likelihoods() {
        return plugins.of(LikelihoodPart.class).names().stream().filter(this::hasDensity).toList();
    }

    private boolean hasDensity(String likelihood) {
        try {
            return plugins.of(LikelihoodPart.class)
                    .create(likelihood)
                    .create(context.forPart("likelihood"))
                    .domains()
                    .contains(context.data().domain());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private List<String> estimators() {
        return plugins.of(EstimatorPart.class).names().stream()
                .filter(name -> fits(() -> blueprint.withEstimator(estimator(name))))
                .toList();
    }

    private EstimatorPart estimator(String name) {
        return plugins.of(EstimatorPart.class).create(name);
    }

    /**
     * Values of closed choices with which it would fit: by the settings of the posterior, and by
     * those of the variant that choose its estimator.
     */
    private Map<String, List<String>> settings() {
        Map<String, List<String>> found = new LinkedHashMap<>();
        posterior()
                .ifPresent(
                        chosen ->
                                add(
                                        (Record) chosen,
                                        other -> blueprint.withPosterior(posterior(other)),
                                        found));
        if (blueprint.estimator().isEmpty() && blueprint.variant() instanceof Record variant) {
            add(variant, other -> blueprint.withEstimator(estimatorOfVariant(other)), found);
        }
        return found;
    }

    private void add(
            Record part,
            Function<PartChoice, ModelBlueprint> changed,
            Map<String, List<String>> found) {
        for (RecordComponent key : part.getClass().getRecordComponents()) {
            List<String> values =
                    key.getType().isEnum() ? Expectation.constants(key.getType()) : List.of();
            for (String value : values) {
                PartChoice chosen = PartType.choiceOf(part);
                Map<String, Object> settings = new LinkedHashMap<>(chosen.settings());
                settings.put(key.getName(), value);
                PartChoice other = new PartChoice(chosen.type(), settings);
                if (fits(() -> changed.apply(other))) {
                    found.computeIfAbsent(key.getName(), absent -> new ArrayList<>()).add(value);
                }
            }
        }
    }

    private EstimatorPart estimatorOfVariant(PartChoice choice) {
        Variant variant = plugins.of(Variant.class).create(choice);
        return plugins.of(EstimatorPart.class).create(variant.estimator());
    }

    private PosteriorPart posterior(PartChoice choice) {
        return plugins.of(PosteriorPart.class).create(choice);
    }

    /** The posterior of a model that has one latent variable and is not made as one. */
    private Optional<PosteriorPart> posterior() {
        try {
            return blueprint.hierarchy().isPresent()
                    ? Optional.empty()
                    : Optional.of(Assembly.chosenPosterior(blueprint, plugins));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean fits(Supplier<ModelBlueprint> changed) {
        try {
            new Assembly(changed.get(), plugins, context).assembleAsIs();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
