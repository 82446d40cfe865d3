// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Member;
import org.vaelab.experiments.spec.ConfigNode.Scalar;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.evaluation.AnnealingSettings;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.ImportanceTarget;
import org.vaelab.framework.gradient.GradientSettings;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.EstimatorPart;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.LikelihoodPart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.Supervision;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.training.Lag;
import org.vaelab.framework.training.OptimizerSettings;
import org.vaelab.framework.training.TrainingSettings;

/** {@code configs/README.md} has a table for every settings record: all its keys, and no other. */
final class ConfigReadmeTest {

    private static final Path README =
            Path.of(System.getProperty("vaelab.root"), "configs", "README.md");

    /** The records that a config is bound to, by the heading of their table. */
    private static Map<String, Class<? extends Record>> records() {
        Map<String, Class<? extends Record>> all = new TreeMap<>();
        all.put("## `report`", SpecReader.ReportKeys.class);
        putWithSections("## `expected`", ExpectedValues.Keys.class, all);
        all.put("## `data`", DataSpec.Keys.class);
        all.put("### `supervision`", Supervision.class);
        all.put("## `runtime`", RuntimeSpec.class);
        all.put("## `network`", NetworkSettings.class);
        all.put("## `training`", TrainingSettings.class);
        all.put("### `training.earlyStopping`", TrainingSettings.EarlyStopping.class);
        all.put("### `training.lag`", Lag.class);
        all.put("## `evaluation`", EvaluationSettings.class);
        all.put("### `evaluation.importanceTarget`", ImportanceTarget.class);
        all.put("### `evaluation.ais`", AnnealingSettings.class);
        putWithSections("### `evaluation.gradients`", GradientSettings.class, all);
        types("### `training.optimizer`, `type: ", OptimizerSettings.class, all);
        types("### `type: ", Schedule.class, all);
        Plugins plugins = Plugins.load(ConfigReadmeTest.class.getClassLoader());
        parts("variant: ", Variant.class, plugins, all);
        parts("source: ", DataSourcePart.class, plugins, all);
        parts("posterior`, `type: ", PosteriorPart.class, plugins, all);
        parts("prior`, `type: ", PriorPart.class, plugins, all);
        parts("likelihood`, `type: ", LikelihoodPart.class, plugins, all);
        parts("estimator`, `type: ", EstimatorPart.class, plugins, all);
        parts("inference`, `type: ", InferencePart.class, plugins, all);
        return all;
    }

    private static void types(
            String heading, Class<?> choice, Map<String, Class<? extends Record>> all) {
        for (Class<?> type : choice.getPermittedSubclasses()) {
            put(
                    heading,
                    type.getAnnotation(JsonTypeName.class).value(),
                    type.asSubclass(Record.class),
                    all);
        }
    }

    private static void parts(
            String key, Class<?> point, Plugins plugins, Map<String, Class<? extends Record>> all) {
        plugins.of(point)
                .types()
                .forEach(
                        (name, part) ->
                                put(
                                        "### `" + key,
                                        name,
                                        part.type().asSubclass(Record.class),
                                        all));
    }

    private static void put(
            String heading,
            String name,
            Class<? extends Record> type,
            Map<String, Class<? extends Record>> all) {
        if (type.getRecordComponents().length > 0) {
            putWithSections(heading + name + "`", type, all);
        }
    }

    /** A setting that is itself a mapping has a table of its own. */
    private static void putWithSections(
            String heading,
            Class<? extends Record> type,
            Map<String, Class<? extends Record>> all) {
        all.put(heading, type);
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType().isRecord() && isMapping(component.getType())) {
                putWithSections(
                        heading + ", `" + component.getName() + "`",
                        component.getType().asSubclass(Record.class),
                        all);
            }
        }
    }

    /** Returns whether a record is written as its keys, and not as one value such as a list. */
    private static boolean isMapping(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .noneMatch(method -> method.isAnnotationPresent(JsonValue.class));
    }

    /** The defaults that the tables give, by heading and key. */
    private static Map<String, Map<String, String>> tables() throws IOException {
        Map<String, Map<String, String>> tables = new LinkedHashMap<>();
        String heading = "";
        for (String line : Files.readAllLines(README)) {
            if (line.startsWith("#")) {
                heading = line.strip();
            } else if (line.startsWith("| `")) {
                List<String> cells =
                        new ArrayList<>(List.of(line.substring(1).split("\\|", -1)))
                                .stream().map(String::strip).toList();
                String key = cells.get(0).replace("`", "");
                tables.computeIfAbsent(heading, h -> new LinkedHashMap<>()).put(key, cells.get(2));
            }
        }
        return tables;
    }

    @Test
    void everyRecordHasItsTable() throws IOException {
        Map<String, Map<String, String>> tables = tables();
        Map<String, Class<? extends Record>> records = records();
        assertThat(records).hasSizeGreaterThan(15);
        records.forEach(
                (heading, type) -> {
                    List<String> keys = new ArrayList<>(ModelReader.components(type));
                    if (type == DataSpec.Keys.class) {
                        keys.add(DataReader.SOURCE);
                    }
                    assertThat(tables.getOrDefault(heading, Map.of()).keySet())
                            .as("keys under the heading %s", heading)
                            .containsExactlyInAnyOrderElementsOf(keys);
                });
        List<String> top = new ArrayList<>(ModelReader.components(SpecReader.OwnKeys.class));
        top.addAll(List.of("models", Sweep.KEY, Budget.KEY, ExpectedValues.KEY));
        top.addAll(ModelReader.SHARED);
        assertThat(tables.get("## At the top").keySet()).containsExactlyInAnyOrderElementsOf(top);
    }

    @Test
    void everyTableHasItsRecord() throws IOException {
        List<String> known = new ArrayList<>(records().keySet());
        known.addAll(List.of("# configs", "## At the top", "## `models.<name>`"));
        assertThat(known).containsAll(tables().keySet());
    }

    @Test
    void theDefaultsAreThoseOfTheRecords() throws IOException {
        Map<String, Map<String, String>> tables = tables();
        Binder binder = new Binder(Path.of(""), KeyGuide.toOneSection());
        int[] compared = {0};
        records()
                .forEach(
                        (heading, type) -> {
                            Map<String, String> table = tables.getOrDefault(heading, Map.of());
                            if (type == DataSpec.Keys.class || !table.containsValue("*required*")) {
                                Object defaults = defaults(binder, type);
                                compared[0] += compare(heading, table, Binder.tree(defaults));
                            }
                        });
        assertThat(compared[0]).isGreaterThan(40);
    }

    private static Object defaults(Binder binder, Class<? extends Record> type) {
        Place place = Place.of("test");
        Mapping nothing = Mapping.empty(place);
        JsonTypeName name = type.getAnnotation(JsonTypeName.class);
        if (name == null) {
            return binder.bind(nothing, type);
        }
        Scalar chosen = new Scalar(place, TextNode.valueOf(name.value()), name.value());
        return binder.bind(
                nothing.with(ModelReader.TYPE, new Member(place, chosen)), type.getInterfaces()[0]);
    }

    private static int compare(String heading, Map<String, String> table, JsonNode defaults) {
        int compared = 0;
        for (Map.Entry<String, JsonNode> value : ((ObjectNode) defaults).properties()) {
            JsonNode json =
                    value.getValue().path("value").isMissingNode()
                            ? value.getValue()
                            : value.getValue().get("value");
            if (!json.isObject() && !value.getKey().equals(ModelReader.TYPE)) {
                String text = json.isNull() ? "-" : json.toString().replace("\"", "");
                assertThat(table.get(value.getKey()))
                        .as("default of %s under %s", value.getKey(), heading)
                        .isEqualTo(text.replace(",", ", "));
                compared++;
            }
        }
        return compared;
    }

    @Test
    void theConfigsHereCanBeRead() throws IOException {
        try (var files = Files.walk(README.getParent())) {
            List<Path> configs = files.filter(f -> f.toString().endsWith(".yaml")).toList();
            assertThat(configs).hasSizeGreaterThanOrEqualTo(2);
            for (Path config : configs) {
                // Folders of data need not be here: their names are all that is looked at.
                assertThat(YamlTree.read(config).keys()).contains("models", "data");
            }
        }
    }
}
