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
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.WrittenConfig;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.NumberText;
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
        if (settings.shared.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> any = settings.byModel.values().iterator().next();
        List<List<Cell>> rows = new ArrayList<>();
        for (String key : settings.shared) {
            rows.add(List.of(Cell.plain(key), Cell.plain(any.getOrDefault(key, ""))));
        }
        return Optional.of(
                new Table(
                        "settings",
                        "Settings that all models share, defaults included.",
                        List.of(new Column("Setting", "", false), new Column("Value", "", false)),
                        rows,
                        List.of()));
    }

    public static Optional<Table> different(Comparison comparison) {
        SettingsTable settings = new SettingsTable(comparison);
        if (settings.different.isEmpty()) {
            return Optional.empty();
        }
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("Setting", "", false));
        comparison.models().forEach(model -> columns.add(Column.model(model)));
        List<List<Cell>> rows = new ArrayList<>();
        for (String key : settings.different) {
            List<Cell> row = new ArrayList<>();
            row.add(Cell.plain(key));
            for (Map<String, String> model : settings.byModel.values()) {
                String value = model.get(key);
                row.add(value == null ? Cell.faint(NumberText.ABSENT) : Cell.plain(value));
            }
            rows.add(row);
        }
        return Optional.of(
                new Table(
                        "differences",
                        "Settings in which the models differ; a dash where a model has no such"
                                + " setting.",
                        columns,
                        rows,
                        List.of()));
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
