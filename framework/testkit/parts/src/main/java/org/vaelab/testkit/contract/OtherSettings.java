// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.settings.StrictMapper;

/**
 * Settings that differ from given ones in one key. Numbers are doubled, halved and changed by one,
 * switches turned, other constants of an enumeration named, and texts get another letter, so that a
 * path or a column is missing.
 */
final class OtherSettings {

    private OtherSettings() {}

    /** The values that a key takes, by its path and what it is now. */
    private interface Values {

        List<JsonNode> of(String path, SettingKey key, JsonNode now);
    }

    /**
     * Returns the texts of other settings by the key that they change.
     *
     * @param part that has been read from the settings
     * @param others further settings of the part, whose values are taken as well
     */
    static Map<String, List<String>> of(Record part, String settings, List<String> others) {
        return changed(
                part,
                settings,
                (name, key, now) -> {
                    Set<JsonNode> values = new LinkedHashSet<>(near(now, key.type()));
                    for (String text : others) {
                        JsonNode other = value(text, name);
                        if (!other.isMissingNode()) {
                            values.add(other);
                        }
                    }
                    values.remove(now);
                    return List.copyOf(values);
                });
    }

    /**
     * Returns the texts of settings in which a number grows, by its key: a whole number from one
     * below its default to two above, another from half its default to fourfold. Without a default
     * its value is meant.
     *
     * @param part that has been read from the settings
     */
    static Map<String, List<String>> growing(Record part, String settings) {
        Map<String, List<String>> byKey =
                changed(
                        part,
                        settings,
                        (name, key, now) -> ladder(key.defaultValue().orElse(now), key.type()));
        byKey.values().removeIf(List::isEmpty);
        return byKey;
    }

    /**
     * Returns settings in which one key differs so much that another branch may be taken: constants
     * and switches are the others, a whole number is one larger or doubled, another number gets the
     * other sign, is halved, doubled and fourfold, or is that of another key.
     *
     * @param part that has been read from the settings
     */
    static List<String> around(Record part, String settings) {
        List<JsonNode> numbers = new ArrayList<>();
        PartContract.JSON
                .<JsonNode>valueToTree(PartChoice.of("", part).settings())
                .forEach(value -> numbers.add(value));
        return changed(
                        part,
                        settings,
                        (name, key, now) -> {
                            Set<JsonNode> values = new LinkedHashSet<>();
                            boolean isSwitch =
                                    key.type() == boolean.class
                                            || (key.type() instanceof Class<?> constants
                                                    && constants.isEnum());
                            if (isSwitch) {
                                values.addAll(near(now, key.type()));
                            } else if (now.isIntegralNumber()) {
                                values.add(IntNode.valueOf(now.asInt() + 1));
                                values.add(IntNode.valueOf(2 * now.asInt()));
                            } else if (now.isNumber()) {
                                for (double factor : new double[] {-1, 0.5, 2, 4}) {
                                    values.add(DoubleNode.valueOf(factor * now.asDouble()));
                                }
                                numbers.stream().filter(JsonNode::isDouble).forEach(values::add);
                            }
                            values.remove(now);
                            return List.copyOf(values);
                        })
                .values()
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Returns two texts by each key that is a schedule: one keeps what it has at step 0, the other
     * halves it over 100 steps.
     *
     * @param part that has been read from the settings
     */
    static Map<String, List<String>> scheduled(Record part, String settings) {
        Map<String, List<String>> byKey =
                changed(
                        part,
                        settings,
                        (name, key, now) -> {
                            double start =
                                    now.isNumber()
                                            ? now.asDouble()
                                            : now.path("from").asDouble(Double.NaN);
                            if (key.type() != Schedule.class || Double.isNaN(start)) {
                                return List.of();
                            }
                            ObjectNode falling = PartContract.JSON.createObjectNode();
                            falling.put("type", "linear").put("from", start);
                            falling.put("to", start == 0 ? 1 : start / 2).put("steps", 100);
                            return List.of(DoubleNode.valueOf(start), falling);
                        });
        byKey.values().removeIf(List::isEmpty);
        return byKey;
    }

    private static List<JsonNode> ladder(JsonNode usual, Type type) {
        if (type == int.class || type == long.class) {
            int value = usual.asInt();
            return IntStream.rangeClosed(value - 1, value + 2)
                    .<JsonNode>mapToObj(IntNode::valueOf)
                    .toList();
        }
        if (type == double.class) {
            double value = usual.asDouble() == 0 ? 0.5 : usual.asDouble();
            return DoubleStream.of(value / 2, value, 2 * value, 4 * value)
                    .<JsonNode>mapToObj(DoubleNode::valueOf)
                    .toList();
        }
        return List.of();
    }

    private static Map<String, List<String>> changed(Record part, String settings, Values values) {
        Map<String, List<String>> byKey = new LinkedHashMap<>();
        ObjectNode written = PartContract.tree(settings);
        JsonNode complete = PartContract.JSON.valueToTree(PartChoice.of("", part).settings());
        BiFunction<String, JsonNode, JsonNode> with =
                (key, value) -> written.deepCopy().set(key, value);
        add(byKey, "", part.getClass(), complete, with, values);
        return byKey;
    }

    /** Returns settings in which one whole number is larger, one for each key that has one. */
    static List<String> enlarged(Object part, String settings, int to) {
        if (!(part instanceof Record record)) {
            return List.of();
        }
        return PartChoice.of("", record).settings().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Integer now && now < to)
                .map(entry -> PartContract.tree(settings).put(entry.getKey(), to).toString())
                .toList();
    }

    /** Adds the keys of a record, and those of records in it by their paths. */
    private static void add(
            Map<String, List<String>> byKey,
            String path,
            Class<?> record,
            JsonNode complete,
            BiFunction<String, JsonNode, JsonNode> with,
            Values values) {
        for (SettingKey key : SettingKey.of(record)) {
            String name = path + key.name();
            JsonNode now = complete.path(key.name());
            if (key.type() instanceof Class<?> inner
                    && now instanceof ObjectNode object
                    && hasOnlyKeysOf(inner, object)) {
                add(
                        byKey,
                        name + ".",
                        inner,
                        now,
                        (own, value) -> with.apply(key.name(), object.deepCopy().set(own, value)),
                        values);
                continue;
            }
            byKey.put(
                    name,
                    values.of(name, key, now).stream()
                            .map(value -> with.apply(key.name(), value).toString())
                            .toList());
        }
    }

    /** A record may have another form in a config. */
    private static boolean hasOnlyKeysOf(Class<?> record, ObjectNode object) {
        return record.isRecord()
                && object.properties().stream()
                        .allMatch(field -> SettingKey.names(record).contains(field.getKey()));
    }

    /**
     * Returns the value at the path of a key as it is written; of one that is not a missing node.
     */
    static JsonNode value(String settings, String key) {
        return PartContract.tree(settings).at("/" + key.replace('.', '/'));
    }

    private static List<JsonNode> near(JsonNode now, Type type) {
        if (type instanceof Class<?> constants && constants.isEnum()) {
            return Arrays.stream(constants.getEnumConstants()).map(StrictMapper::write).toList();
        }
        if (type == boolean.class || type == Boolean.class) {
            return List.of(
                    BooleanNode.valueOf(!now.asBoolean()), BooleanNode.valueOf(now.asBoolean()));
        }
        if (type == Path.class || type == String.class || now.isTextual()) {
            return List.of(TextNode.valueOf((now.isTextual() ? now.asText() : "") + "x"));
        }
        if (now.isIntegralNumber() || type == Integer.class || type == Long.class) {
            int value = now.asInt();
            return IntStream.of(value + 1, Math.max(value + 2, 2 * value), value - 1)
                    .filter(other -> other > 0)
                    .<JsonNode>mapToObj(IntNode::valueOf)
                    .toList();
        }
        if (now.isNumber() || type == Double.class) {
            double value = now.asDouble() == 0 ? 0.5 : now.asDouble();
            return List.of(
                    DoubleNode.valueOf(2 * value),
                    DoubleNode.valueOf(value / 2),
                    DoubleNode.valueOf(value));
        }
        List<JsonNode> all = new ArrayList<>();
        if (now instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                for (JsonNode value : near(array.get(i), Object.class)) {
                    ArrayNode changed = array.deepCopy();
                    changed.set(i, value);
                    all.add(changed);
                }
            }
        } else if (now instanceof ObjectNode object) {
            object.properties()
                    .forEach(
                            field -> {
                                for (JsonNode value : near(field.getValue(), Object.class)) {
                                    all.add(object.deepCopy().set(field.getKey(), value));
                                }
                            });
        }
        return all;
    }
}
