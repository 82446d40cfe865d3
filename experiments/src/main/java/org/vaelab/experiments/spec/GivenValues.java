// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.naming.Spelling;

/**
 * The key {@code data.given}: values of a datum that are given and not modelled, by the name that a
 * condition calls them. Of an image {@code {upper: {rows: [0, 13]}}}, of a table {@code {person: {values:
 * [age, income]}}}, or {@code [age, income]}, each under its own name.
 *
 * @param parts by name, in order; at least one
 */
public record GivenValues(Map<String, Part> parts) {

    private static final String KEY = "given";
    private static final String ROWS = "rows";
    private static final String COLUMNS = "columns";
    private static final String VALUES = "values";
    private static final List<String> KEYS = List.of(ROWS, COLUMNS, VALUES);

    /**
     * Which values.
     *
     * @param rows first and last row of an image; empty: all
     * @param columns first and last column of an image; empty: all
     * @param values of a table by their names, or by their numbers from 0 on; empty for an image
     */
    public record Part(List<Integer> rows, List<Integer> columns, List<String> values) {

        private ValueSplit.Part of(String name, Dataset data) {
            DataShape shape = data.shape();
            if (!values.isEmpty()) {
                int[] places = values.stream().mapToInt(v -> place(v, data)).sorted().toArray();
                return new ValueSplit.Part(name, String.join(", ", values), places);
            }
            if (shape.isFlat()) {
                throw new DataException(
                        KEY
                                + ": '"
                                + name
                                + "' is of rows and columns, and data of shape "
                                + shape
                                + " are no images; say values: [...]");
            }
            int[] down = range(name, ROWS, rows, shape.height());
            int[] along = range(name, COLUMNS, columns, shape.width());
            int area = shape.height() * shape.width();
            int[] places =
                    IntStream.range(0, shape.size())
                            .filter(p -> isIn(p % area / shape.width(), down))
                            .filter(p -> isIn(p % shape.width(), along))
                            .toArray();
            List<String> text = new ArrayList<>();
            if (!rows.isEmpty()) {
                text.add(ROWS + " " + down[0] + " to " + down[1]);
            }
            if (!columns.isEmpty()) {
                text.add(COLUMNS + " " + along[0] + " to " + along[1]);
            }
            return new ValueSplit.Part(name, String.join(", ", text), places);
        }

        private static boolean isIn(int place, int[] range) {
            return range[0] <= place && place <= range[1];
        }

        private static int[] range(String name, String key, List<Integer> written, int extent) {
            if (written.isEmpty()) {
                return new int[] {0, extent - 1};
            }
            int from = written.get(0);
            int to = written.get(1);
            if (!(0 <= from && from <= to && to < extent)) {
                throw new DataException(
                        KEY
                                + ": '"
                                + name
                                + "' has "
                                + key
                                + " "
                                + from
                                + " to "
                                + to
                                + ", and the images have "
                                + key
                                + " 0 to "
                                + (extent - 1));
            }
            return new int[] {from, to};
        }

        private static int place(String value, Dataset data) {
            int place = data.valueNames().indexOf(value);
            if (place < 0 && value.matches("[0-9]{1,9}")) {
                place = Integer.parseInt(value);
            }
            if (place < 0 || place >= data.shape().size()) {
                throw new DataException(
                        KEY
                                + ": the data have no value '"
                                + value
                                + "'\n"
                                + (data.valueNames().isEmpty()
                                        ? "allowed here: 0 to " + (data.shape().size() - 1)
                                        : Spelling.hint(value, data.valueNames())));
            }
            return place;
        }
    }

    /** Copies the map in its order. */
    public GivenValues {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        if (parts.isEmpty()) {
            throw new IllegalArgumentException(KEY + " must name some values, or be left out");
        }
    }

    /**
     * Reads what a config has.
     *
     * @throws IllegalArgumentException if it is neither of the forms
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static GivenValues of(JsonNode written) {
        Map<String, Part> parts = new LinkedHashMap<>();
        if (written.isObject()) {
            written.properties()
                    .forEach(e -> parts.put(e.getKey(), part(e.getKey(), e.getValue())));
        } else {
            for (JsonNode item : written.isArray() ? written : List.of(written)) {
                parts.put(item.asText(), new Part(List.of(), List.of(), List.of(text(item))));
            }
        }
        return new GivenValues(parts);
    }

    private static Part part(String name, JsonNode written) {
        if (!written.isObject() || written.isEmpty()) {
            throw new IllegalArgumentException(
                    KEY
                            + "."
                            + name
                            + " must be {rows: [first, last]}, {columns: [first, last]}, or {values:"
                            + " [...]}, is "
                            + written);
        }
        for (Map.Entry<String, JsonNode> entry : written.properties()) {
            if (!KEYS.contains(entry.getKey())) {
                throw new IllegalArgumentException(
                        KEY
                                + "."
                                + name
                                + " has no key '"
                                + entry.getKey()
                                + "'\n"
                                + Spelling.hint(entry.getKey(), KEYS));
            }
        }
        List<String> values = new ArrayList<>();
        if (written.has(VALUES)) {
            if (written.size() > 1) {
                throw new IllegalArgumentException(
                        KEY + "." + name + " has values, and rows or columns; one of the two");
            }
            JsonNode items = written.get(VALUES);
            (items.isArray() ? items : List.of(items)).forEach(item -> values.add(text(item)));
            if (values.isEmpty()) {
                throw new IllegalArgumentException(KEY + "." + name + ".values must not be empty");
            }
        }
        return new Part(range(name, ROWS, written), range(name, COLUMNS, written), values);
    }

    private static String text(JsonNode item) {
        if (item.isTextual() || item.isIntegralNumber()) {
            return item.asText();
        }
        throw new IllegalArgumentException(
                KEY + " must name values by name or number, has " + item);
    }

    private static List<Integer> range(String name, String key, JsonNode written) {
        JsonNode range = written.path(key);
        if (range.isMissingNode()) {
            return List.of();
        }
        if (!range.isArray()
                || range.size() != 2
                || !range.get(0).isInt()
                || !range.get(1).isInt()) {
            throw new IllegalArgumentException(
                    KEY + "." + name + "." + key + " must be [first, last], is " + range);
        }
        return List.of(range.get(0).intValue(), range.get(1).intValue());
    }

    /**
     * Returns the split of data.
     *
     * @throws DataException if the data have no such values
     */
    ValueSplit of(Dataset data) {
        List<ValueSplit.Part> all = new ArrayList<>();
        parts.forEach((name, part) -> all.add(part.of(name, data)));
        return ValueSplit.of(data.shape(), all);
    }

    /** Returns it as a config has it. */
    @JsonValue
    Object written() {
        Map<String, Object> all = new LinkedHashMap<>();
        parts.forEach(
                (name, part) -> {
                    Map<String, Object> keys = new LinkedHashMap<>();
                    if (!part.rows().isEmpty()) {
                        keys.put(ROWS, part.rows());
                    }
                    if (!part.columns().isEmpty()) {
                        keys.put(COLUMNS, part.columns());
                    }
                    if (!part.values().isEmpty()) {
                        keys.put(VALUES, part.values());
                    }
                    all.put(name, keys);
                });
        return all;
    }
}
