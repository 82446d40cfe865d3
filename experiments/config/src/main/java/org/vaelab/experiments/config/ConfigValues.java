// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vaelab.framework.Internal;
import org.vaelab.framework.settings.PartType;

/** Values of Java as a config writes them. */
@Internal
public final class ConfigValues {

    private ConfigValues() {}

    /**
     * Returns a part with its settings.
     *
     * @param key of its name: {@code type}, or {@code source} of data
     */
    public static ObjectNode part(String key, Object part) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put(key, PartType.nameOf(part));
        return tree.setAll((ObjectNode) Binder.tree(part));
    }

    /**
     * Sets a value in a section.
     *
     * @param key with a dot for each level
     */
    public static void put(ObjectNode section, String key, Object value) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            section.set(key, tree(value));
        } else {
            put(section.withObjectProperty(key.substring(0, dot)), key.substring(dot + 1), value);
        }
    }

    /**
     * Returns a value in the syntax of a config. A map without an order of its own, such as one of
     * {@link Map#of}, is sorted by its keys.
     */
    public static JsonNode tree(Object value) {
        if (value instanceof Map<?, ?> map) {
            boolean isOrdered = map instanceof LinkedHashMap || map instanceof SortedMap;
            Map<String, Object> entries = isOrdered ? new LinkedHashMap<>() : new TreeMap<>();
            map.forEach((key, item) -> entries.put(String.valueOf(key), item));
            ObjectNode tree = JsonNodeFactory.instance.objectNode();
            entries.forEach((key, item) -> tree.set(key, tree(item)));
            return tree;
        }
        if (value instanceof List<?> list) {
            ArrayNode tree = JsonNodeFactory.instance.arrayNode();
            list.forEach(item -> tree.add(tree(item)));
            return tree;
        }
        return Binder.tree(value);
    }

    /** Returns a value as {@code --set} reads it. */
    public static String text(Object value) {
        JsonNode tree = tree(value);
        return tree.isTextual() ? tree.asText() : tree.toString();
    }

    /** Returns a config file. */
    public static String yaml(ObjectNode config) {
        return YamlText.of(root(config));
    }

    static ConfigNode.Mapping root(ObjectNode config) {
        return RunConfig.node(config, Place.of("experiment made in Java")).asMapping();
    }
}
