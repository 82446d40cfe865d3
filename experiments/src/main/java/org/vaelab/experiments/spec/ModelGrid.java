// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Member;

/** The models of a config, those with a sweep expanded. */
final class ModelGrid {

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

    private ModelGrid() {}

    /**
     * Returns the models by name, in order.
     *
     * @throws SpecException if there are none, or a name is not allowed
     */
    static Map<String, Point> read(Mapping root) {
        Mapping models =
                root.requireSection(
                        ModelReader.MODELS,
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
            Mapping own = model.without(List.of(Sweep.KEY, Search.KEY));
            Map<String, Point> grid = Map.of(entry.getKey(), new Point(key, own, Map.of(), search));
            grid = swept(root.get(Sweep.KEY), grid, expanded.size());
            grid = swept(model.get(Sweep.KEY), grid, expanded.size());
            grid.keySet().forEach(name -> SpecReader.requireName(name, key, "model"));
            expanded.putAll(grid);
        }
        if (expanded.isEmpty()) {
            throw SpecException.at(models.place(), "every model is left out");
        }
        return expanded;
    }

    private static boolean isLeftOut(Member model) {
        return model.value().isNull() && model.key().path().startsWith(Budget.KEY + ".");
    }

    private static void requireNotBoth(Optional<Mapping> search, Mapping root, Mapping model) {
        if (search.isPresent() && (root.has(Sweep.KEY) || model.has(Sweep.KEY))) {
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
        if (place.source().equals(Replacement.OPTION) && !model.has(ModelReader.VARIANT)) {
            List<String> others = models.without(List.of(entry.getKey())).keys();
            throw SpecException.unknown(place, "model", entry.getKey(), others);
        }
    }

    private static Map<String, Point> swept(
            Optional<ConfigNode> section, Map<String, Point> grid, int others) {
        if (section.isEmpty()) {
            return grid;
        }
        Sweep sweep = Sweep.read(section.get());
        sweep.requireFew(others, grid.size());
        Map<String, Point> finer = new LinkedHashMap<>();
        grid.forEach((name, point) -> finer.putAll(sweep.expand(name, point)));
        return finer;
    }
}
