// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part by the name under which it is announced, with its settings, as a config would say it.
 *
 * @param settings keys and values as in a config: numbers, texts, lists, maps and records of them
 */
public record PartChoice(String type, Map<String, ?> settings) {

    private static final String TYPE = "type";

    public PartChoice {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /**
     * Reads a part as a config says it: its name, or a mapping with the name as type and its
     * settings.
     *
     * @throws IllegalArgumentException if it is neither
     */
    @JsonCreator
    public static PartChoice read(JsonNode written) {
        if (!(written instanceof ObjectNode mapping)) {
            return of(name(written, written));
        }
        ObjectNode settings = mapping.deepCopy();
        JsonNode type = settings.remove(TYPE);
        Map<String, Object> values = new LinkedHashMap<>();
        settings.properties()
                .forEach(key -> values.put(key.getKey(), StrictMapper.plain(key.getValue())));
        return new PartChoice(name(type, written), values);
    }

    private static String name(@Nullable JsonNode type, JsonNode written) {
        if (type == null || !type.isTextual()) {
            throw new IllegalArgumentException(
                    "is " + written + ", expected a name, or a mapping with a name as type");
        }
        return type.asText();
    }

    /** Returns the part as a config says it. */
    @JsonValue
    public Object written() {
        if (settings.isEmpty()) {
            return type;
        }
        Map<String, Object> mapping = new LinkedHashMap<>();
        mapping.put(TYPE, type);
        mapping.putAll(settings);
        return mapping;
    }

    /** Returns a part with the settings it has by default. */
    public static PartChoice of(String type) {
        return new PartChoice(type, Map.of());
    }

    /** Returns a part with the settings that a record holds: its components are the keys. */
    public static PartChoice of(String type, Record settings) {
        return new PartChoice(type, StrictMapper.keys(settings));
    }
}
