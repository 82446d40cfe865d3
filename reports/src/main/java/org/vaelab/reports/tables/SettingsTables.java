// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.ChangeText;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.WrittenConfig;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.PathText;

/** The settings of a comparison: those that models share or not, and those that were replaced. */
@Internal
public final class SettingsTables {

    private SettingsTables() {}

    /** Builds the values of the config that a budget or the command line replaced, if any. */
    public static Optional<Table> changes(Comparison comparison) {
        List<SettingChange> changes = comparison.plan().changes();
        TableSpec<SettingChange> table =
                TableSpec.of("changes", changes)
                        .text("Setting", SettingChange::key)
                        .text("In the config", c -> ChangeText.value(c.from()))
                        .text("Here", c -> ChangeText.to(c.to()))
                        .text("By", SettingChange::by);
        if (changes.stream().anyMatch(change -> !comparison.onlyOf(change).isEmpty())) {
            table.text("For", change -> models(comparison, comparison.onlyOf(change)));
        }
        return table.orEmpty(
                "Settings of the config that were replaced before the runs were planned.");
    }

    private static String models(Comparison comparison, List<String> only) {
        return only.isEmpty() ? "all models" : comparison.terms(only);
    }

    /** Builds the settings that all models have with one value; empty if there are none. */
    public static Optional<Table> shared(Comparison comparison) {
        return TableSpec.of("settings", keys(comparison, true))
                .text("Setting", Function.identity())
                .text("Value", key -> settings(comparison.models().get(0)).getOrDefault(key, ""))
                .orEmpty("Settings that all models share, defaults included.");
    }

    /**
     * Returns in one paragraph what all models share of model, networks and training, and what each
     * has of its own.
     */
    public static String main(Comparison comparison) {
        List<String> shared =
                keys(comparison, true).stream()
                        .filter(
                                key ->
                                        !key.matches(
                                                "(data|evaluation|runtime|report)[.].*|.*Every"))
                        .toList();
        List<String> own = keys(comparison, false);
        return Stream.concat(
                        comparison.models().stream()
                                .limit(1)
                                .map(any -> listed("All models", settings(any), shared)),
                        comparison.models().stream()
                                .map(model -> listed(model.term(), settings(model), own)))
                .collect(Collectors.joining(" "));
    }

    private static String listed(String who, Map<String, String> of, List<String> keys) {
        return keys.stream()
                .filter(of::containsKey)
                .map(key -> key + " " + of.get(key))
                .filter(setting -> !setting.matches(".* (null|false|0|none)"))
                .collect(Collectors.joining("; ", who + ": ", "."));
    }

    /** Builds the settings in which models differ; empty if there are none. */
    public static Optional<Table> different(Comparison comparison) {
        TableSpec<String> table =
                TableSpec.of("differences", keys(comparison, false))
                        .text("Setting", Function.identity());
        for (ComparedModel model : comparison.models()) {
            Map<String, String> of = settings(model);
            table.column(
                    Column.model(model),
                    key -> of.containsKey(key) ? Cell.plain(of.get(key)) : Cell.absent());
        }
        return table.orEmpty(
                "Settings in which the models differ; a dash where a model has no such setting.");
    }

    private static List<String> keys(Comparison comparison, boolean shared) {
        List<Map<String, String>> all =
                comparison.models().stream().map(SettingsTables::settings).toList();
        return all.stream()
                .flatMap(of -> of.keySet().stream())
                .distinct()
                .filter(key -> shared == isShared(key, all))
                .toList();
    }

    private static boolean isShared(String key, List<Map<String, String>> all) {
        return all.stream().map(of -> Optional.ofNullable(of.get(key))).distinct().count() == 1;
    }

    private static Map<String, String> settings(ComparedModel model) {
        Map<String, String> settings = new LinkedHashMap<>();
        JsonNode config = model.runs().get(0).planned().config();
        flatten("", PathText.withoutFolders(WrittenConfig.of(config)), settings);
        settings.remove("seed");
        settings.remove("model");
        return settings;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject() && !node.isEmpty()) {
            String inside = path.isEmpty() ? "" : path + ".";
            node.properties().forEach(e -> flatten(inside + e.getKey(), e.getValue(), into));
        } else if (node.isArray() && items(node).allMatch(JsonNode::isValueNode)) {
            String items = items(node).map(JsonNode::asText).collect(Collectors.joining(", "));
            into.put(path, node.isEmpty() ? "none" : items);
        } else {
            into.put(path, node.isValueNode() ? node.asText() : yaml(node));
        }
    }

    /** Returns a value in YAML on one line. */
    private static String yaml(JsonNode value) {
        return value.toString().replace("\"", "").replaceAll("([:,])", "$1 ");
    }

    private static Stream<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
