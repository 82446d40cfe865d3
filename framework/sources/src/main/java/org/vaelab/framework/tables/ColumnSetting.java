// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.Spelling;

/**
 * What a config says of a column: {@code count}, or {@code {kind: ordinal, order: [low, high]}}.
 *
 * @param kind empty: the column is ignored
 * @param order the categories in order; empty where the data tell them
 */
public record ColumnSetting(Optional<Column.Kind> kind, List<String> order) {

    static final String IGNORE = "ignore";
    private static final String KIND = "kind";
    private static final String ORDER = "order";

    static final ColumnSetting IGNORED = new ColumnSetting(Optional.empty(), List.of());

    public ColumnSetting {
        order = List.copyOf(order);
        if (!order.isEmpty() && !kind.map(Column.Kind::hasCategories).orElse(false)) {
            throw new SettingException(ORDER, "is for binary, categorical and ordinal columns");
        }
    }

    /** Reads what a config has for a column. */
    static ColumnSetting of(String column, JsonNode written) {
        try {
            if (written.isTextual()) {
                return of(written.asText(), List.of());
            }
            if (!written.isObject() || !written.path(KIND).isTextual()) {
                throw new SettingException(
                        "expected",
                        "a kind, such as count, or {kind: ordinal, order: [low, high]}, is "
                                + written);
            }
            List<String> others = new ArrayList<>();
            written.fieldNames().forEachRemaining(others::add);
            others.removeAll(List.of(KIND, ORDER));
            if (!others.isEmpty()) {
                throw new IllegalArgumentException(
                        "unknown key '" + others.get(0) + "'; allowed: " + KIND + ", " + ORDER);
            }
            List<String> order = new ArrayList<>();
            written.path(ORDER).forEach(item -> order.add(item.asText()));
            return of(written.get(KIND).asText(), order);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("columns." + column + ": " + e.getMessage(), e);
        }
    }

    private static ColumnSetting of(String kind, List<String> order) {
        if (kind.equals(IGNORE)) {
            return IGNORED;
        }
        for (Column.Kind each : Column.Kind.values()) {
            if (each.label().equals(kind)) {
                return new ColumnSetting(Optional.of(each), order);
            }
        }
        List<String> names =
                Stream.concat(
                                Stream.of(Column.Kind.values()).map(Column.Kind::label),
                                Stream.of(IGNORE))
                        .toList();
        throw new IllegalArgumentException(
                "unknown kind '%s'\n%s".formatted(kind, Spelling.hint(kind, names)));
    }

    @JsonValue
    Object written() {
        String name = kind.map(Column.Kind::label).orElse(IGNORE);
        if (order.isEmpty()) {
            return name;
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(KIND, name);
        keys.put(ORDER, order);
        return keys;
    }

    @Override
    public String toString() {
        return kind.map(Column.Kind::label).orElse(IGNORE)
                + (order.isEmpty()
                        ? ""
                        : order.stream().collect(Collectors.joining(" < ", " ", "")));
    }
}
