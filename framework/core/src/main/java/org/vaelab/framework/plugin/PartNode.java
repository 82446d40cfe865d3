// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * A part as the settings of another hold it: its name, or a mapping with the name as {@code type} and
 * its settings.
 *
 * @param name by which it is looked for
 * @param settings a copy, without the type
 */
public record PartNode(String name, ObjectNode settings) {

    private static final String TYPE = "type";

    /**
     * Reads a part.
     *
     * @param kind what it should be, for the message, such as {@code prior}
     * @throws IllegalArgumentException if the node is of neither form
     */
    public static PartNode of(String kind, JsonNode node) {
        JsonNode named = node.isObject() ? node.path(TYPE) : node;
        if (!named.isTextual()) {
            throw new IllegalArgumentException(
                    node + " is neither the name of a " + kind + " nor a mapping with a type");
        }
        ObjectNode settings =
                node instanceof ObjectNode object
                        ? object.deepCopy().without(Set.of(TYPE))
                        : JsonNodeFactory.instance.objectNode();
        return new PartNode(named.asText(), settings);
    }
}
