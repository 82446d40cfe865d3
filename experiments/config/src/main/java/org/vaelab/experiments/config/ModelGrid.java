// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Sequence;

/**
 * The models of a config. A sweep is a grid over keys of a model: {@code sweep: {latent: [2, 10],
 * training.steps: [100, 1000]}} expands a model into four. The keys are in alphabetical order,
 * whatever their order in the config: the names of models and the order of runs do not depend on
 * it.
 */
final class ModelGrid {

    static final String SWEEP = "sweep";

    /** The limit exists because each model is tried before the first one is trained. */
    static final int MOST_MODELS = 10_000;

    /**
     * A model, or a point of its sweep.
     *
     * @param key the place of the model's key
     * @param model its section, without {@code sweep}
     * @param swept the values of the swept keys as text, by key path; empty without a sweep
     * @param search its section {@code search}; empty without a search
     */
    record Point(Place key, Mapping model, Map<String, String> swept, Optional<Mapping> search) {

        Point with(Replacement setting, String value) {
            Map<String, String> values = new LinkedHashMap<>(swept);
            values.put(setting.path(), value);
            return new Point(key, setting.applyTo(model), values, search);
        }
    }

    private static final Comparator<Map.Entry<String, Member>> KIND_FIRST =
            Comparator.comparing(member -> !Merge.KINDS.contains(member.getKey()));

    private ModelGrid() {}

    /**
     * Returns the models by name, in order.
     *
     * @throws SpecException if there are none, or a name is not allowed
     */
    static Map<String, Point> read(Mapping root) {
        Mapping models =
                root.requireSection(
                        SpecReader.MODELS,
                        "for example models: {vae: {variant: gaussian, latent: 20}}");
        if (models.members().isEmpty()) {
            throw SpecException.at(models.place(), "is empty, expected at least one model");
        }
        Map<String, Point> expanded = new LinkedHashMap<>();
        for (Map.Entry<String, Member> entry : models.members().entrySet()) {
            if (isLeftOut(entry.getValue())) {
                continue;
            }
            Place key = entry.getValue().key();
            Mapping model = entry.getValue().value().asMapping();
            requireNotInvented(entry, model, models);
            Optional<Mapping> search = Search.section(root, model);
            requireNotBoth(search, root, model);
            Mapping own = model.without(List.of(SWEEP, Search.KEY));
            Map<String, Point> grid = Map.of(entry.getKey(), new Point(key, own, Map.of(), search));
            for (Mapping holder : List.of(root, model)) {
                if (holder.get(SWEEP).isPresent()) {
                    grid = swept(holder.get(SWEEP).get(), grid, expanded.size());
                }
            }
            grid.keySet().forEach(name -> SpecReader.requireName(name, key, "model"));
            expanded.putAll(grid);
        }
        if (expanded.isEmpty()) {
            throw SpecException.at(models.place(), "every model is left out");
        }
        return expanded;
    }

    private static boolean isLeftOut(Member model) {
        Place key = model.key();
        return model.value().isNull()
                && (key.path().startsWith(Budget.KEY + ".")
                        || key.source().equals(Replacement.SOURCE));
    }

    private static void requireNotBoth(Optional<Mapping> search, Mapping root, Mapping model) {
        if (search.isPresent()
                && Stream.of(root, model).anyMatch(of -> of.get(SWEEP).isPresent())) {
            throw SpecException.at(
                    search.get().place(),
                    "a model has either 'search' or 'sweep'",
                    "write search: null into a model that is not searched");
        }
    }

    /** Rejects a misspelt model in {@code --set}, which would otherwise be added as a new one. */
    private static void requireNotInvented(
            Map.Entry<String, Member> entry, Mapping model, Mapping models) {
        Place place = entry.getValue().key();
        if (place.source().equals(Replacement.SOURCE) && !model.has(ModelSections.VARIANT.key())) {
            List<String> others = models.without(List.of(entry.getKey())).keys();
            throw SpecException.unknown(place, "model", entry.getKey(), others);
        }
    }

    /** Returns every model of a grid by its name, {@code <model>,<key>=<value>...}. */
    private static Map<String, Point> swept(
            ConfigNode section, Map<String, Point> models, int others) {
        Map<String, Point> grid = models;
        List<List<Replacement>> axes =
                section.asMapping().members().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(ModelGrid::axis)
                        .toList();
        requireFew(section.place(), axes, others, models.size());
        for (List<Replacement> axis : axes) {
            Map<String, Point> finer = new LinkedHashMap<>();
            grid.forEach(
                    (name, point) -> axis.forEach(setting -> add(finer, name, point, setting)));
            grid = finer;
        }
        return grid;
    }

    private static List<Replacement> axis(Map.Entry<String, Member> axis) {
        Place key = axis.getValue().key();
        if (!(axis.getValue().value() instanceof Sequence values) || values.items().isEmpty()) {
            throw SpecException.at(
                    key, "is " + axis.getValue().value().written() + ", expected a list of values");
        }
        return values.items().stream()
                .map(value -> new Replacement(key, axis.getKey(), value))
                .toList();
    }

    private static void requireFew(
            Place place, List<List<Replacement>> axes, int others, int swept) {
        long points = swept;
        for (List<Replacement> axis : axes) {
            points = Math.min(points * axis.size(), Integer.MAX_VALUE);
        }
        if (others + points > MOST_MODELS) {
            throw SpecException.at(
                    place,
                    "makes %s%s models%s"
                            .formatted(
                                    points == Integer.MAX_VALUE ? "more than " : "",
                                    points,
                                    others > 0 ? " beside " + others + " others" : ""),
                    "allowed: at most " + MOST_MODELS + " models in a config");
        }
    }

    private static void add(
            Map<String, Point> grid, String model, Point point, Replacement setting) {
        String value = label(setting.value());
        String name = model + "," + setting.path() + "=" + value;
        if (grid.put(name, point.with(setting, value)) != null) {
            throw SpecException.at(setting.place(), "two models would be called '" + name + "'");
        }
    }

    /**
     * Returns a value as part of a model name: lists as 400x400, a part by its type and its sorted
     * settings.
     */
    private static String label(ConfigNode value) {
        if (value instanceof Sequence list) {
            return list.items().stream().map(ModelGrid::label).collect(Collectors.joining("x"));
        }
        if (value instanceof Mapping mapping) {
            return mapping.members().entrySet().stream()
                    .sorted(KIND_FIRST.thenComparing(Map.Entry.comparingByKey()))
                    .map(member -> label(member.getValue().value()))
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
