// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.WrittenConfig;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.PathText;

/** The settings of a comparison: those that all models share, and those in which they differ. */
public final class SettingsTable {

    private final Map<String, Map<String, String>> byModel = new LinkedHashMap<>();
    private final Set<String> shared = new LinkedHashSet<>();
    private final Set<String> different = new LinkedHashSet<>();

    private SettingsTable(Comparison comparison) {
        for (ComparedModel model : comparison.models()) {
            Map<String, String> settings = new LinkedHashMap<>();
            JsonNode config = model.runs().get(0).planned().config();
            flatten("", PathText.withoutFolders(WrittenConfig.of(config)), settings);
            settings.remove("seed");
            settings.remove("model");
            byModel.put(model.name(), settings);
        }
        Set<String> all = new LinkedHashSet<>();
        byModel.values().forEach(settings -> all.addAll(settings.keySet()));
        for (String key : all) {
            Set<Optional<String>> values = new LinkedHashSet<>();
            byModel.values().forEach(s -> values.add(Optional.ofNullable(s.get(key))));
            (values.size() == 1 ? shared : different).add(key);
        }
    }

    public static Optional<Table> shared(Comparison comparison) {
        SettingsTable settings = new SettingsTable(comparison);
        Map<String, String> any = settings.byModel.values().iterator().next();
        return TableSpec.of("settings", List.copyOf(settings.shared))
                .text("Setting", Function.identity())
                .text("Value", key -> any.getOrDefault(key, ""))
                .orEmpty("Settings that all models share, defaults included.");
    }

    public static Optional<Table> different(Comparison comparison) {
        SettingsTable settings = new SettingsTable(comparison);
        TableSpec<String> table =
                TableSpec.of("differences", List.copyOf(settings.different))
                        .text("Setting", Function.identity());
        for (ComparedModel model : comparison.models()) {
            Map<String, String> of = settings.byModel.getOrDefault(model.name(), Map.of());
            table.column(
                    Column.model(model),
                    key -> of.containsKey(key) ? Cell.plain(of.get(key)) : Cell.absent());
        }
        return table.orEmpty(
                "Settings in which the models differ; a dash where a model has no such setting.");
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(
                            e ->
                                    flatten(
                                            path.isEmpty() ? e.getKey() : path + "." + e.getKey(),
                                            e.getValue(),
                                            into));
        } else if (node.isArray() && allScalars(node)) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(item.asText()));
            into.put(path, items.isEmpty() ? "none" : String.join(", ", items));
        } else {
            into.put(path, node.isValueNode() ? node.asText() : node.toString());
        }
    }

    private static boolean allScalars(JsonNode array) {
        for (JsonNode item : array) {
            if (!item.isValueNode()) {
                return false;
            }
        }
        return true;
    }
}
