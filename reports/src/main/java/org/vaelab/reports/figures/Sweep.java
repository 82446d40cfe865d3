// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.WrittenConfig;

/**
 * Models of one sweep whose configs differ in one number only.
 *
 * @param key the config key of the number
 * @param name what the models have in common: the name of their section, and the other swept keys
 * @param points the models with their numbers, in ascending order, at least two
 */
record Sweep(String key, String name, List<At> points) {

    private static final String BETWEEN_KEYS = ",";

    /** A model of a sweep. */
    record At(double value, ComparedModel model) {}

    Sweep {
        points = List.copyOf(points);
    }

    /** Returns the sweeps of a comparison. A grid over two numbers has sweeps along both. */
    static List<Sweep> of(Comparison comparison) {
        Map<String, List<ComparedModel>> sections = new LinkedHashMap<>();
        for (ComparedModel model : comparison.models()) {
            int end = model.name().indexOf(BETWEEN_KEYS);
            if (end > 0) {
                String section = model.name().substring(0, end);
                sections.computeIfAbsent(section, s -> new ArrayList<>()).add(model);
            }
        }
        List<Sweep> sweeps = new ArrayList<>();
        sections.forEach((section, models) -> sweeps.addAll(of(section, models)));
        return sweeps;
    }

    private static List<Sweep> of(String section, List<ComparedModel> models) {
        Map<ComparedModel, Map<String, JsonNode>> configs = new LinkedHashMap<>();
        for (ComparedModel model : models) {
            JsonNode written = WrittenConfig.of(model.runs().get(0).planned().config());
            Map<String, JsonNode> config = new TreeMap<>(RecordMapper.leaves(written));
            config.keySet().removeAll(Set.of("model", "seed"));
            configs.put(model, config);
        }
        Set<String> keys = differing(configs);
        List<Sweep> sweeps = new ArrayList<>();
        for (String key : keys) {
            Map<String, List<At>> lines = new LinkedHashMap<>();
            configs.forEach(
                    (model, config) -> {
                        JsonNode value = config.get(key);
                        if (value != null && value.isNumber()) {
                            String others = others(section, key, keys, config);
                            lines.computeIfAbsent(others, s -> new ArrayList<>())
                                    .add(new At(value.asDouble(), model));
                        }
                    });
            lines.forEach((name, points) -> add(sweeps, key, name, points));
        }
        return sweeps;
    }

    private static void add(List<Sweep> sweeps, String key, String name, List<At> points) {
        if (points.stream().mapToDouble(At::value).distinct().count() > 1) {
            points.sort(Comparator.comparingDouble(At::value));
            sweeps.add(new Sweep(key, name, points));
        }
    }

    /** The keys in which configs differ. Of keys that change together, the first one. */
    private static Set<String> differing(Map<ComparedModel, Map<String, JsonNode>> configs) {
        Set<String> all = new LinkedHashSet<>();
        configs.values().forEach(config -> all.addAll(config.keySet()));
        Map<List<Integer>, String> byPattern = new LinkedHashMap<>();
        for (String key : all) {
            List<String> values =
                    configs.values().stream()
                            .map(config -> String.valueOf(config.get(key)))
                            .toList();
            List<Integer> pattern = values.stream().map(values::indexOf).toList();
            if (pattern.stream().anyMatch(place -> place > 0)) {
                byPattern.putIfAbsent(pattern, key);
            }
        }
        return new LinkedHashSet<>(byPattern.values());
    }

    private static String others(
            String section, String key, Set<String> keys, Map<String, JsonNode> config) {
        return keys.stream()
                .filter(other -> !other.equals(key))
                .map(other -> ", " + other + " = " + text(config.get(other)))
                .collect(Collectors.joining("", section, ""));
    }

    private static String text(@Nullable JsonNode value) {
        return value == null ? "none" : value.asText();
    }
}
