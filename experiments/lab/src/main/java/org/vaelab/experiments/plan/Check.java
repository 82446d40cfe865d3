// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.settings.Amount;

/**
 * Checks a comparison for one kind of doubt before training.
 *
 * @param name the public name of the check, which never changes
 * @param warnings returns the warnings about a comparison
 * @param group the property whose groups a report does not rank together; empty if there is none
 */
@Internal
public record Check(
        String name,
        Function<AuditedPlan, List<Warning>> warnings,
        Optional<Function<AuditedModel, Object>> group) {

    Check(String name, Function<AuditedPlan, List<Warning>> warnings) {
        this(name, warnings, Optional.empty());
    }

    /** The message and the remedy of a {@link Warning}, without its models. */
    record Doubt(String message, String remedy) {
        /** Returns the doubt as a list, or an empty list if the condition does not hold. */
        static List<Doubt> when(boolean condition, String message, String remedy) {
            return condition ? List.of(new Doubt(message, remedy)) : List.of();
        }
    }

    /** Returns a check of single models; models with the same doubt share a warning. */
    static Check ofModels(String name, Function<AuditedModel, List<Doubt>> check) {
        return new Check(
                name,
                plan -> {
                    Map<Doubt, List<String>> doubts = new LinkedHashMap<>();
                    for (AuditedModel model : plan.models()) {
                        for (Doubt doubt : check.apply(model)) {
                            doubts.computeIfAbsent(doubt, d -> new ArrayList<>()).add(model.name());
                        }
                    }
                    List<Warning> found = new ArrayList<>();
                    doubts.forEach(
                            (doubt, models) ->
                                    found.add(
                                            new Warning(
                                                    name,
                                                    models,
                                                    doubt.message(),
                                                    doubt.remedy())));
                    return found;
                });
    }

    /**
     * Returns a check of a property in which the models of a comparison should not differ. A report
     * does not rank its groups together, unless {@link #ofRanked} is called.
     *
     * @param group returns the property of a model; its text is shown
     * @param message the doubt; its groups follow, such as {@code (a, b: this; c: that)}
     */
    static Check ofGroups(
            String name,
            Function<AuditedModel, Object> group,
            Function<AuditedPlan, String> message,
            String remedy) {
        return new Check(
                name,
                plan -> {
                    Map<Object, List<String>> groups =
                            plan.models().stream()
                                    .collect(
                                            Collectors.groupingBy(
                                                    group,
                                                    LinkedHashMap::new,
                                                    Collectors.mapping(
                                                            AuditedModel::name,
                                                            Collectors.toList())));
                    String text = message.apply(plan) + groups(groups);
                    return groups.size() == 1
                            ? List.of()
                            : List.of(new Warning(name, List.of(), text, remedy));
                },
                Optional.of(group));
    }

    /** Returns the models of each group in brackets, as they end a message. */
    static String groups(Map<?, List<String>> groups) {
        return groups.entrySet().stream()
                .map(group -> Amount.named(group.getValue()) + ": " + group.getKey())
                .collect(Collectors.joining("; ", " (", ")"));
    }

    /** Returns this check of groups that a report ranks together. */
    Check ofRanked() {
        return new Check(name, warnings);
    }

    /** Formats a text with numbers in English. */
    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
