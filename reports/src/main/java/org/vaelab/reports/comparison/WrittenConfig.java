// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.vaelab.framework.Internal;

/** Settings as a user writes them: a constant is a number, and an architecture of layers a list. */
@Internal
public final class WrittenConfig {

    private WrittenConfig() {}

    private static final String LAYERS = "layers";

    /**
     * Returns settings with {@code 0.5} for {@code {type: constant, value: 0.5}}, and with the list
     * for {@code {type: layers, layers: [...]}}.
     */
    public static JsonNode of(JsonNode settings) {
        if (!settings.isObject()) {
            return settings;
        }
        boolean plain = settings.path("type").asText("constant").equals("constant");
        boolean alone = settings.size() == (settings.has("type") ? 2 : 1);
        if (plain && alone && settings.path("value").isNumber()) {
            return settings.get("value");
        }
        if (settings.path("type").asText().equals(LAYERS)) {
            return settings.path(LAYERS);
        }
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        settings.properties().forEach(e -> written.set(e.getKey(), of(e.getValue())));
        if (settings.path("encoder").asText().equals(LAYERS)) {
            written.set("encoder", written.remove(LAYERS));
        }
        return written;
    }
}
