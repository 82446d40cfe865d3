// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.settings.SettingException;

/**
 * The key {@code data.given}: values of a datum that are given, not modelled, by the name that a
 * condition uses. An image has {@code {upper: {rows: [0, 13]}}}. A table has {@code {person:
 * {values: [age, income]}}}, or {@code [age, income]}, each under its own name.
 *
 * @param parts sorted by name, at least one: their order says nothing, that of a condition does
 */
@Internal
public record GivenValues(@JsonValue Map<String, ValuePart> parts) {

    private static final String KEY = "given";

    public GivenValues {
        parts = Collections.unmodifiableMap(new TreeMap<>(parts));
        if (parts.isEmpty()) {
            throw new SettingException(KEY, "must name some values, or be left out");
        }
    }

    /** Reads what a config has. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static GivenValues of(JsonNode written) {
        Map<String, ValuePart> parts = new LinkedHashMap<>();
        if (written.isObject()) {
            written.properties()
                    .forEach(
                            e ->
                                    parts.put(
                                            e.getKey(),
                                            ValuePart.of(KEY, "." + e.getKey(), e.getValue())));
        } else {
            for (JsonNode item : written.isArray() ? written : List.of(written)) {
                parts.put(item.asText(), ValuePart.ofValue(KEY, item));
            }
        }
        return new GivenValues(parts);
    }

    /** Returns the split of data. */
    ValueSplit of(Dataset data) {
        List<ValueSplit.Part> all = new ArrayList<>();
        parts.forEach(
                (name, part) ->
                        all.add(
                                new ValueSplit.Part(
                                        name,
                                        part.toString(),
                                        part.placesIn(
                                                KEY + ": ",
                                                "'" + name + "'",
                                                data.shape(),
                                                data.valueNames()))));
        return ValueSplit.of(data.shape(), all);
    }
}
