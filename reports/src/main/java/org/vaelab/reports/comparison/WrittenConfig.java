// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Settings as a user writes them: a constant is a number, not the mapping that a record keeps. */
public final class WrittenConfig {

    private WrittenConfig() {}

    /** Returns settings with {@code 0.5} for {@code {type: constant, value: 0.5}}. */
    public static JsonNode of(JsonNode settings) {
        if (!settings.isObject()) {
            return settings;
        }
        boolean plain = settings.path("type").asText("constant").equals("constant");
        boolean alone = settings.size() == (settings.has("type") ? 2 : 1);
        if (plain && alone && settings.path("value").isNumber()) {
            return settings.get("value");
        }
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        settings.properties().forEach(e -> written.set(e.getKey(), of(e.getValue())));
        return written;
    }
}
