// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;

/**
 * An entry of the section {@code budgets}: values that scale the config to less, or more, than its
 * protocol.
 *
 * @param settings the values that it replaces, by their key paths
 */
record Budget(String name, List<Replacement> settings) {

    static final String KEY = "budgets";

    /** The source name of problems with the choice of a budget. */
    private static final String SOURCE = "budget";

    Budget {
        settings = List.copyOf(settings);
    }

    /**
     * Reads all budgets of a config, empty if it has none.
     *
     * @param changeable the top-level keys that a budget may change
     * @throws SpecException with all problems of the section; values are checked only when a budget
     *     is applied
     */
    static Map<String, Budget> readAll(Mapping root, List<String> changeable) {
        Problems problems = new Problems();
        Map<String, Budget> all = new LinkedHashMap<>();
        root.sectionOrEmpty(KEY)
                .members()
                .forEach(
                        (name, member) ->
                                problems.collect(() -> read(name, member, root, changeable))
                                        .ifPresent(budget -> all.put(name, budget)));
        problems.throwIfAny();
        return all;
    }

    private static Budget read(String name, Member written, Mapping root, List<String> changeable) {
        SpecReader.requireName(name, written.key(), "budget");
        Problems problems = new Problems();
        Mapping values = written.value().asMapping();
        if (values.members().isEmpty()) {
            problems.add(values.place(), "is empty, expected key paths with values");
        }
        List<Replacement> settings =
                problems.collectAll(
                        values.members().entrySet(),
                        entry -> setting(entry.getKey(), entry.getValue(), root, changeable));
        problems.throwIfAny();
        return new Budget(name, settings);
    }

    private static Replacement setting(
            String path, Member member, Mapping root, List<String> changeable) {
        Place place = member.key();
        Replacement.requirePath(path, place);
        String first = path.split("\\.", -1)[0];
        if (!changeable.contains(first)) {
            throw SpecException.unknown(place, "key", first, changeable);
        }
        if (first.equals(SpecReader.MODELS) && root.get(first).isPresent()) {
            requireModel(path, place, root.get(first).orElseThrow().asMapping());
        }
        return new Replacement(place, path, member.value());
    }

    /** Rejects a misspelt model, which would otherwise be added as a new one. */
    private static void requireModel(String path, Place place, Mapping models) {
        String inside = path.substring(Math.min(path.length(), SpecReader.MODELS.length() + 1));
        boolean known =
                models.keys().stream()
                        .anyMatch(name -> inside.equals(name) || inside.startsWith(name + "."));
        if (!known) {
            String name = inside.split("\\.", -1)[0];
            throw SpecException.unknown(place, "model", name, models.keys());
        }
    }

    /** Returns the budget of a name. */
    static Budget named(String name, Map<String, Budget> all, Place config) {
        if (all.isEmpty()) {
            throw SpecException.at(
                    Place.of(SOURCE).child(name),
                    "the config has no section '" + KEY + "'",
                    "config: " + config.source());
        }
        Budget chosen = all.get(name);
        if (chosen == null) {
            throw SpecException.unknown(Place.of(SOURCE), "budget", name, all.keySet());
        }
        return chosen;
    }
}
