// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vaelab.framework.Internal;
import org.vaelab.framework.settings.SettingException;

/**
 * The key {@code data.without}, the classes left out of training: {@code [0, 1]}, {@code 0} for
 * one, or {@code {column: shape, values: [heart]}}.
 *
 * @param column the label column; empty if the config does not name it
 * @param values of the column, at least one
 */
@Internal
public record Without(Optional<String> column, List<String> values) {

    private static final String KEY = "without";
    private static final String COLUMN = "column";
    private static final String VALUES = "values";

    public Without {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new SettingException(KEY, "must name a class, or be left out");
        }
    }

    /** Reads what a config has. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Without of(JsonNode written) {
        if (!written.isObject()) {
            return new Without(Optional.empty(), values(written));
        }
        ValuePart.requireKeys(KEY, written, List.of(COLUMN, VALUES));
        if (!written.has(VALUES)) {
            throw new SettingException(KEY, "must have values: the classes to leave out");
        }
        return new Without(
                Optional.ofNullable(written.get(COLUMN)).map(Without::value),
                values(written.get(VALUES)));
    }

    private static List<String> values(JsonNode written) {
        if (!written.isArray()) {
            return List.of(value(written));
        }
        List<String> values = new ArrayList<>();
        written.forEach(item -> values.add(value(item)));
        return values;
    }

    private static String value(JsonNode written) {
        if (written.isTextual() || written.isIntegralNumber()) {
            return written.asText();
        }
        throw new SettingException(
                KEY,
                ("must be label values by name or number, [0, 1], or {column: shape, values:"
                                + " [heart]}, is %s")
                        .formatted(written));
    }

    @JsonValue
    Object written() {
        // Sorted: the hash of a run must not change from process to process.
        return column.isPresent()
                ? new TreeMap<>(Map.of(COLUMN, column.get(), VALUES, values))
                : values;
    }
}
