// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Member;
import org.vaelab.experiments.spec.ConfigNode.Sequence;

/**
 * A grid over keys of a model: {@code sweep: {latent: [2, 10], training.steps: [100, 1000]}}
 * expands a model into four.
 */
final class Sweep {

    static final String KEY = "sweep";

    /** The limit exists because each model is tried before the first one is trained. */
    static final int MOST_MODELS = 10_000;

    private final Place place;
    private final List<List<Replacement>> axes = new ArrayList<>();

    private Sweep(Place place) {
        this.place = place;
    }

    /**
     * Reads a section {@code sweep}.
     *
     * @throws SpecException if it is not a mapping of key paths to lists of values
     */
    static Sweep read(ConfigNode section) {
        Sweep sweep = new Sweep(section.place());
        for (Map.Entry<String, Member> axis : section.asMapping().members().entrySet()) {
            Place key = axis.getValue().key();
            if (!(axis.getValue().value() instanceof Sequence values) || values.items().isEmpty()) {
                throw SpecException.at(
                        key,
                        "is " + axis.getValue().value().written() + ", expected a list of values");
            }
            sweep.axes.add(
                    values.items().stream()
                            .map(value -> new Replacement(key, axis.getKey(), value))
                            .toList());
        }
        return sweep;
    }

    /**
     * Checks that a config does not expand into too many models.
     *
     * @param models the number of other models
     * @param swept the number of swept models
     * @throws SpecException if there would be more than {@value #MOST_MODELS}
     */
    void requireFew(long models, long swept) {
        long points = swept;
        for (List<Replacement> axis : axes) {
            points = Math.min(points * axis.size(), Integer.MAX_VALUE);
        }
        if (models + points > MOST_MODELS) {
            throw SpecException.at(
                    place,
                    "makes %s%s models%s"
                            .formatted(
                                    points == Integer.MAX_VALUE ? "more than " : "",
                                    points,
                                    models > 0 ? " beside " + models + " others" : ""),
                    "allowed: at most " + MOST_MODELS + " models in a config");
        }
    }

    /** Returns every model of the grid by its name, {@code <model>,<key>=<value>...}. */
    Map<String, ModelGrid.Point> expand(String model, ModelGrid.Point start) {
        Map<String, ModelGrid.Point> grid = new LinkedHashMap<>();
        grid.put(model, start);
        for (List<Replacement> axis : axes) {
            Map<String, ModelGrid.Point> finer = new LinkedHashMap<>();
            grid.forEach(
                    (name, point) -> axis.forEach(setting -> add(finer, name, point, setting)));
            grid = finer;
        }
        return grid;
    }

    private static void add(
            Map<String, ModelGrid.Point> grid,
            String model,
            ModelGrid.Point point,
            Replacement setting) {
        String value = label(setting.value());
        String name = model + "," + setting.path() + "=" + value;
        if (grid.put(name, point.with(setting, value)) != null) {
            throw SpecException.at(setting.place(), "two models would be called '" + name + "'");
        }
    }

    /** Returns a value as part of a model name: lists as 400x400, a part by its type. */
    private static String label(ConfigNode value) {
        if (value instanceof Sequence list) {
            return list.items().stream().map(Sweep::label).collect(Collectors.joining("x"));
        }
        if (value instanceof Mapping mapping) {
            return mapping.members().values().stream()
                    .map(member -> label(member.value()))
                    .collect(Collectors.joining("+"));
        }
        if (!value.json().isTextual()) {
            return value.written();
        }
        String text = value.json().asText();
        int folder = text.lastIndexOf('/', text.length() - 2);
        return folder < 0 ? text : nameOf(text.substring(folder + 1));
    }

    /** Returns the last name of a path without characters that the name of a model cannot have. */
    private static String nameOf(String last) {
        return last.replaceAll("[^A-Za-z0-9_.,=+-]+", "");
    }
}
