// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.Spelling;

/**
 * A part of the values of a datum. An image has {@code {rows: [0, 13]}}, {@code {columns: [0,
 * 13]}}, or both for a rectangle. A table has {@code {values: [age, income]}}.
 *
 * @param rows first and last row of an image; empty: all
 * @param columns first and last column of an image; empty: all
 * @param values of a table by their names, or by their numbers from 0; empty for an image
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Internal
public record ValuePart(List<Integer> rows, List<Integer> columns, List<String> values) {

    private static final String ROWS = "rows";
    private static final String COLUMNS = "columns";
    private static final String VALUES = "values";
    private static final List<String> KEYS = List.of(ROWS, COLUMNS, VALUES);
    private static final List<String> HALVES = List.of("upper", "lower", "left", "right");

    public ValuePart {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        values = List.copyOf(values);
    }

    /**
     * Returns the positions of the part that an option names. The text is {@code upper}, {@code
     * lower}, {@code left} or {@code right} for half of an image, the name of a modality, or YAML
     * such as {@code {rows: [0, 13]}}.
     *
     * @param option for messages
     * @return ascending
     * @throws SpecException if the text is none of these
     * @throws DataException if the data have no such values
     */
    public static int[] places(String option, String text, DataSummary data) {
        DataShape shape = data.shape();
        List<String> names = data.form().columnNames();
        for (Modality modality : data.form().modalities()) {
            if (modality.name().equals(text)) {
                return IntStream.range(modality.from(), modality.to()).toArray();
            }
        }
        if (HALVES.contains(text) && !shape.isFlat()) {
            return half(text, shape).placesIn(option + ": ", "'" + text + "'", shape, names);
        }
        Place place = Place.of(option);
        JsonNode written =
                YamlTree.parse(text, place, false)
                        .map(ConfigNode::json)
                        .filter(JsonNode::isObject)
                        .orElseThrow(() -> notAPart(place, text));
        try {
            ValuePart part = of(option, "", written);
            if (!part.values().isEmpty() && data.split().isPresent()) {
                // Names and numbers refer to the whole data; x is only a part.
                throw SpecException.at(
                        place,
                        "of data with data.given say rows, columns, or a .csv file of masks");
            }
            return part.placesIn(option + ": ", "the part", shape, names);
        } catch (IllegalArgumentException e) {
            throw SpecException.at(place, String.valueOf(e.getMessage()));
        }
    }

    private static SpecException notAPart(Place place, String text) {
        return SpecException.at(
                place,
                "'" + text + "' is no part of a datum",
                ("allowed here: %s (of an image), '{rows: [0, 13]}', '{columns: [0, 13]}', both,"
                                + " '{values: [...]}' (of a table), a modality, or a .csv file of masks")
                        .formatted(String.join(", ", HALVES)));
    }

    private static ValuePart half(String name, DataShape shape) {
        int down = shape.height() / 2;
        int along = shape.width() / 2;
        return switch (name) {
            case "upper" -> new ValuePart(List.of(0, down - 1), List.of(), List.of());
            case "lower" -> new ValuePart(List.of(down, shape.height() - 1), List.of(), List.of());
            case "left" -> new ValuePart(List.of(), List.of(0, along - 1), List.of());
            default -> new ValuePart(List.of(), List.of(along, shape.width() - 1), List.of());
        };
    }

    static ValuePart ofValue(String key, JsonNode value) {
        return new ValuePart(List.of(), List.of(), List.of(text(key, value)));
    }

    /**
     * Reads a part from a config.
     *
     * @param key for messages
     * @param below the path below the key
     * @throws IllegalArgumentException if it does not have this form
     */
    static ValuePart of(String key, String below, JsonNode written) {
        String place = key + below;
        if (!written.isObject() || written.isEmpty()) {
            throw new IllegalArgumentException(
                    ("%s must be {rows: [first, last]}, {columns: [first, last]}, or {values:"
                                    + " [...]}, is %s")
                            .formatted(place, written));
        }
        requireKeys(place, written, KEYS);
        return new ValuePart(
                range(place, ROWS, written),
                range(place, COLUMNS, written),
                written.has(VALUES) ? values(key, place, written) : List.of());
    }

    static void requireKeys(String place, JsonNode written, List<String> allowed) {
        for (String key : (Iterable<String>) written::fieldNames) {
            if (!allowed.contains(key)) {
                throw new SettingException(
                        place, "has no key '" + key + "'\n" + Spelling.hint(key, allowed));
            }
        }
    }

    private static List<String> values(String key, String place, JsonNode written) {
        if (written.size() > 1) {
            throw new SettingException(place, "has values, and rows or columns; one of the two");
        }
        List<String> values = new ArrayList<>();
        JsonNode items = written.get(VALUES);
        (items.isArray() ? items : List.of(items)).forEach(item -> values.add(text(key, item)));
        if (values.isEmpty()) {
            throw new IllegalArgumentException(place + ".values must not be empty");
        }
        return values;
    }

    private static String text(String key, JsonNode item) {
        if (item.isTextual() || item.isIntegralNumber()) {
            return item.asText();
        }
        throw new SettingException(key, "must name values by name or number, has " + item);
    }

    private static List<Integer> range(String place, String key, JsonNode written) {
        JsonNode range = written.path(key);
        if (range.isMissingNode()) {
            return List.of();
        }
        if (!range.isArray()
                || range.size() != 2
                || !range.get(0).isInt()
                || !range.get(1).isInt()) {
            throw new IllegalArgumentException(
                    place + "." + key + " must be [first, last], is " + range);
        }
        return List.of(range.get(0).intValue(), range.get(1).intValue());
    }

    /**
     * Returns the positions of these values in a datum.
     *
     * @param before the start of messages
     * @param name of the part in messages
     * @param names of the values; empty if they have none
     * @return ascending
     * @throws DataException if the data have no such values
     */
    int[] placesIn(String before, String name, DataShape shape, List<String> names) {
        if (!values.isEmpty()) {
            return values.stream().mapToInt(v -> place(before, v, shape, names)).sorted().toArray();
        }
        if (shape.isFlat()) {
            throw DataException.of(
                    "%s%s is of rows and columns, and data of shape %s are no images; say values:"
                            + " [...]",
                    before, name, shape);
        }
        int[] down = range(before + name, ROWS, rows, shape.height());
        int[] along = range(before + name, COLUMNS, columns, shape.width());
        int area = shape.height() * shape.width();
        return IntStream.range(0, shape.size())
                .filter(p -> isIn(p % area / shape.width(), down))
                .filter(p -> isIn(p % shape.width(), along))
                .toArray();
    }

    private static boolean isIn(int place, int[] range) {
        return range[0] <= place && place <= range[1];
    }

    private static int[] range(String what, String key, List<Integer> written, int extent) {
        if (written.isEmpty()) {
            return new int[] {0, extent - 1};
        }
        int from = written.get(0);
        int to = written.get(1);
        if (!(0 <= from && from <= to && to < extent)) {
            throw DataException.of(
                    "%s has %s %s to %s, and the images have %s 0 to %s",
                    what, key, from, to, key, extent - 1);
        }
        return new int[] {from, to};
    }

    private static int place(String before, String value, DataShape shape, List<String> names) {
        int place = names.indexOf(value);
        if (place < 0 && value.matches("[0-9]{1,9}")) {
            place = Integer.parseInt(value);
        }
        if (place < 0 || place >= shape.size()) {
            String allowed =
                    names.isEmpty()
                            ? "allowed here: 0 to " + (shape.size() - 1)
                            : Spelling.hint(value, names);
            throw DataException.of("%sthe data have no value '%s'\n%s", before, value, allowed);
        }
        return place;
    }

    /** Returns a description such as {@code rows 0 to 13}. */
    @Override
    public String toString() {
        List<String> text = new ArrayList<>(values);
        if (!rows.isEmpty()) {
            text.add(ROWS + " " + rows.get(0) + " to " + rows.get(1));
        }
        if (!columns.isEmpty()) {
            text.add(COLUMNS + " " + columns.get(0) + " to " + columns.get(1));
        }
        return String.join(", ", text);
    }
}
