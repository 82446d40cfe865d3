// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.StrictMapper;

/**
 * A layer as a config writes it: its name, or a mapping of its name to its settings. A value that
 * is no mapping is that of its first key, as in {@code {dense: 400}}.
 */
public record WrittenLayer(@JsonValue JsonNode written) {

    /** Reads a layer. Its name is looked up when the part is made. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static WrittenLayer of(JsonNode written) {
        return new WrittenLayer(written);
    }

    /** Returns a layer as a config writes it, in the short form where there is one setting. */
    public static WrittenLayer of(LayerPart layer) {
        String name = PartType.nameOf(layer);
        JsonNode settings = StrictMapper.write(layer);
        return new WrittenLayer(
                settings.isEmpty()
                        ? TextNode.valueOf(name)
                        : JsonNodeFactory.instance
                                .objectNode()
                                .set(
                                        name,
                                        settings.size() == 1
                                                ? settings.iterator().next()
                                                : settings));
    }

    /** Returns the key of a value that is no mapping; empty if the layer has no settings. */
    public static Optional<String> shortKey(PartType<?> layer) {
        return layer.keyNames().stream().findFirst();
    }

    /**
     * Returns the part.
     *
     * @throws IllegalArgumentException if there is none of that name, or its settings are rejected
     */
    public LayerPart part(Registry<LayerPart> known) {
        if (!written.isObject()) {
            return known.create(written, Map.of());
        }
        if (written.size() != 1) {
            throw new IllegalArgumentException(
                    "a layer is a name, or a mapping of one name to its settings, as {dense: 400},"
                            + " not "
                            + written);
        }
        Map.Entry<String, JsonNode> named = written.properties().iterator().next();
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        if (named.getValue() instanceof ObjectNode settings) {
            part.setAll(settings);
        } else {
            // An unknown name is rejected with the nearest one when the part is created.
            known.factor(named.getKey())
                    .ifPresent(type -> part.set(firstKey(type), named.getValue()));
        }
        return known.create(part.put("type", named.getKey()), Map.of());
    }

    private static String firstKey(PartType<LayerPart> type) {
        return shortKey(type)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'" + type.name() + "' has no settings"));
    }

    /** Returns the layer in YAML on one line, such as {@code dropout: 0.1}. */
    @Override
    public String toString() {
        String text = written.toString().replaceAll("([:,])", "$1 ").replace("\"", "");
        return written.isObject() ? text.substring(1, text.length() - 1) : text;
    }
}
