// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The key {@code columns}: a list of names chooses columns and their order, a mapping says what
 * some are.
 *
 * @param chosen the names of the list; empty for all columns
 * @param settings the mapping; empty for a list
 */
public record ColumnChoice(List<String> chosen, Map<String, ColumnSetting> settings) {

    public ColumnChoice {
        chosen = List.copyOf(chosen);
    }

    /** Reads what a config has. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static ColumnChoice of(JsonNode written) {
        List<String> names = new ArrayList<>();
        Map<String, ColumnSetting> kinds = new LinkedHashMap<>();
        if (written.isArray()) {
            written.forEach(item -> names.add(item.asText()));
        } else if (written.isObject()) {
            written.properties()
                    .forEach(
                            e -> kinds.put(e.getKey(), ColumnSetting.of(e.getKey(), e.getValue())));
        }
        if (names.isEmpty() && kinds.isEmpty()) {
            throw new IllegalArgumentException(
                    written.isContainerNode()
                            ? "columns is empty"
                            : "columns must be a list, [age, income], or a mapping, {age: real,"
                                    + " visits: count}, is "
                                    + written);
        }
        return new ColumnChoice(names, kinds);
    }

    @JsonValue
    Object written() {
        return settings.isEmpty() ? chosen : settings;
    }

    boolean names(String column) {
        return chosen.contains(column)
                || (settings.containsKey(column) && settings.get(column).kind().isPresent());
    }
}
