// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.plugin.ModelBlueprint.OfParts;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Expectation;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;

/**
 * What a config may say instead if two parts, or a part and the data, do not fit. No part is known
 * here: every likelihood, every estimator, and every other value of a closed choice of posterior
 * and estimator is tried.
 */
record Alternatives(OfParts blueprint, Plugins plugins, PartContext context) {

    /** Returns the end of a message, empty if nothing else fits. */
    String remedy() {
        List<String> remedies = new ArrayList<>();
        posteriors().forEach((key, values) -> remedies.add(key + ": " + either(values)));
        EstimatorPart chosen = blueprint.chosenEstimator(plugins);
        settings(chosen, other -> blueprint.withEstimator(create(EstimatorPart.class, other)))
                .forEach(
                        (key, values) ->
                                remedies.add(
                                        "estimator: {type: %s, %s: %s}"
                                                .formatted(
                                                        PartType.nameOf(chosen),
                                                        key,
                                                        either(values))));
        List<String> estimators = estimators();
        if (!estimators.isEmpty()) {
            String several = estimators.size() > 1 ? "one of " : "";
            remedies.add("estimator: " + several + String.join(", ", estimators));
        }
        return remedies.isEmpty() ? "" : "; set " + String.join(", or ", remedies);
    }

    /** Returns the names of likelihoods that have a density for the data. */
    static List<String> likelihoods(PartContext context) {
        return context.parts().of(LikelihoodPart.class).names().stream()
                .filter(name -> hasDensity(name, context))
                .toList();
    }

    private static boolean hasDensity(String likelihood, PartContext context) {
        try {
            return context.parts()
                    .of(LikelihoodPart.class)
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

    private static String either(List<String> values) {
        return String.join(" or ", values);
    }

    /** Values of closed choices of the posterior with which the model would fit. */
    private Map<String, List<String>> posteriors() {
        return blueprint
                .posterior()
                .map(
                        chosen ->
                                settings(
                                        chosen,
                                        other ->
                                                blueprint.withPosterior(
                                                        create(PosteriorPart.class, other))))
                .orElse(Map.of());
    }

    /** Values of closed choices of a part with which the model would fit. */
    private Map<String, List<String>> settings(Object part, Function<PartChoice, OfParts> changed) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (RecordComponent key : part.getClass().getRecordComponents()) {
            List<String> values =
                    key.getType().isEnum() ? Expectation.constants(key.getType()) : List.of();
            for (String value : values) {
                PartChoice chosen = PartType.choiceOf((Record) part);
                Map<String, Object> settings = new LinkedHashMap<>(chosen.settings());
                settings.put(key.getName(), value);
                PartChoice other = new PartChoice(chosen.type(), settings);
                if (fits(() -> changed.apply(other))) {
                    found.computeIfAbsent(key.getName(), absent -> new ArrayList<>()).add(value);
                }
            }
        }
        return found;
    }

    private <P> P create(Class<P> point, PartChoice choice) {
        return plugins.of(point).create(choice);
    }

    private boolean fits(Supplier<OfParts> changed) {
        try {
            new Assembly(changed.get(), plugins, context).assembleAsIs();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
