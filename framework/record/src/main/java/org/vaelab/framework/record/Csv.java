// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of comma-separated values (RFC 4180, with line feeds). Numbers keep all their digits; {@code
 * NaN} and null are empty fields.
 */
public final class Csv {

    private final int width;
    private final StringBuilder out = new StringBuilder();

    /** Begins with a row of column names. */
    public Csv(String... columns) {
        width = columns.length;
        row((Object[]) columns);
    }

    /**
     * Appends a row.
     *
     * @param fields texts, numbers, or null
     * @throws IllegalArgumentException if their number is not that of the columns
     */
    public void row(@Nullable Object... fields) {
        if (fields.length != width) {
            throw new IllegalArgumentException(fields.length + " fields in " + width + " columns");
        }
        out.append(line(fields));
    }

    /** Returns a row with its line feed, for a file that is written row by row. */
    public static String line(@Nullable Object... fields) {
        return Arrays.stream(fields).map(Csv::field).collect(Collectors.joining(",", "", "\n"));
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /**
     * Writes all rows to a file, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path path) throws IOException {
        AtomicFile.write(path, out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String field(@Nullable Object value) {
        if (value == null || (value instanceof Double d && d.isNaN())) {
            return "";
        }
        String text = value instanceof Double d ? number(d) : value.toString();
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? "\"" + text.replace("\"", "\"\"") + "\""
                : text;
    }

    /** The shortest digits, which Double.toString does not give on every Java version. */
    private static String number(double value) {
        return new String(RecordMapper.line(value), StandardCharsets.UTF_8)
                .replace("\"", "")
                .strip();
    }

    /**
     * Returns the number in a field; NaN where it is empty.
     *
     * @throws IllegalArgumentException if it is not a number
     */
    static double parsed(String field) {
        try {
            return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number: " + field, e);
        }
    }

    /**
     * Reads a file that was written here, row by row after that of the column names.
     *
     * @param row makes a value from the fields of a row
     * @throws DamagedFileException if it has other columns, is cut short, or a row is invalid
     */
    static <T> List<T> read(Path path, List<String> columns, Function<List<String>, T> row)
            throws IOException {
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        List<List<String>> lines = read(text);
        if (lines.isEmpty() || !lines.get(0).equals(columns)) {
            throw new DamagedFileException(
                    path + ":1", "expected the columns " + String.join(",", columns));
        }
        if (!text.endsWith("\n")) {
            throw new DamagedFileException(path.toString(), "it is cut short");
        }
        for (int i = 1; i < lines.size(); i++) {
            int fields = lines.get(i).size();
            if (fields != columns.size()) {
                throw new DamagedFileException(
                        path.toString(),
                        "record " + i + ": " + fields + " fields, expected " + columns.size());
            }
        }
        List<T> values = new ArrayList<>();
        for (List<String> fields : lines.subList(1, lines.size())) {
            try {
                values.add(row.apply(fields));
            } catch (IllegalArgumentException e) {
                throw new DamagedFileException(
                        path.toString(), "record " + (values.size() + 1) + ": " + e.getMessage());
            }
        }
        return List.copyOf(values);
    }

    /**
     * Reads a file of numbers that was written here.
     *
     * @return the numbers of each column by its name, NaN where a field is empty; without the first
     *     column if that holds names
     * @throws DamagedFileException if it is cut short, or a field of another column is not a number
     */
    static Map<String, double[]> readColumns(Path path) throws IOException {
        Map<String, double[]> columns = new LinkedHashMap<>();
        boolean isFirst = true;
        for (Map.Entry<String, List<String>> column : readFields(path).entrySet()) {
            List<String> fields = column.getValue();
            try {
                columns.put(column.getKey(), numbers(fields));
            } catch (IllegalArgumentException e) {
                if (!isFirst) {
                    throw new DamagedFileException(
                            path.toString(), "column " + column.getKey() + ": " + e.getMessage());
                }
            }
            isFirst = false;
        }
        return columns;
    }

    /**
     * Reads a file that was written here.
     *
     * @return the fields of each column by its name
     * @throws DamagedFileException if it is cut short
     */
    static Map<String, List<String>> readFields(Path path) throws IOException {
        List<List<String>> head =
                read(Files.readString(path).lines().findFirst().orElse("") + "\n");
        List<String> names = head.get(0);
        List<List<String>> rows = read(path, names, row -> row);
        Map<String, List<String>> columns = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            int column = i;
            columns.put(names.get(i), rows.stream().map(row -> row.get(column)).toList());
        }
        return columns;
    }

    /**
     * Returns the numbers in fields; NaN where one is empty.
     *
     * @throws IllegalArgumentException if one is not a number
     */
    static double[] numbers(List<String> fields) {
        return fields.stream().mapToDouble(Csv::parsed).toArray();
    }

    /** Returns the fields of each row, that of the column names first, of what was written here. */
    private static List<List<String>> read(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isQuoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (isQuoted || (c != ',' && c != '\n' && c != '\r')) {
                field.append(c);
            } else if (c != '\r') {
                line.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    lines.add(List.copyOf(line));
                    line.clear();
                }
            }
        }
        return lines;
    }
}
