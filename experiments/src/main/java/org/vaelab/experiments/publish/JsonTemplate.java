// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.text.Template;

/**
 * Objects of JSON with places, by name. A text that is a place alone, such as {@code "<<parts>>"}, stands for any value,
 * and its key or element is left out without one. Other texts may have places for texts.
 */
record JsonTemplate(JsonNode objects) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern PLACE = Pattern.compile("<<(\\w+)>>");

    /** Reads a resource beside this class. */
    static JsonTemplate of(String resource) {
        try {
            return new JsonTemplate(MAPPER.readTree(Template.text(JsonTemplate.class, resource)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns references to the entities of JSON-LD with these identifiers. */
    static List<Map<String, String>> references(Collection<String> ids) {
        return ids.stream().distinct().map(id -> Map.of("@id", id)).toList();
    }

    /**
     * Returns an object with its places filled.
     *
     * @param pairs names of places, each with its value; null and an empty Optional are none
     */
    ObjectNode fill(String name, @Nullable Object... pairs) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            Object value =
                    pairs[i + 1] instanceof Optional<?> one ? one.orElse(null) : pairs[i + 1];
            if (value != null) {
                values.put((String) pairs[i], value);
            }
        }
        return (ObjectNode) filled(objects.required(name), values).orElseThrow();
    }

    private static Optional<JsonNode> filled(JsonNode node, Map<String, ?> values) {
        if (node instanceof ObjectNode object) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(
                            of ->
                                    filled(of.getValue(), values)
                                            .ifPresent(value -> filled.set(of.getKey(), value)));
            return Optional.of(filled);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> filled(item, values).ifPresent(filled::add));
            return Optional.of(filled);
        }
        Matcher place = PLACE.matcher(node.asText());
        if (place.matches()) {
            return Optional.ofNullable(values.get(place.group(1))).map(MAPPER::valueToTree);
        }
        return Optional.of(
                node.isTextual()
                        ? TextNode.valueOf(
                                place.replaceAll(
                                        at ->
                                                Matcher.quoteReplacement(
                                                        values.get(at.group(1)).toString())))
                        : node);
    }
}
