// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.RecordMapper;

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
        out.append(
                Arrays.stream(fields).map(Csv::field).collect(Collectors.joining(",", "", "\n")));
    }

    /** Returns all rows. */
    @Override
    public String toString() {
        return out.toString();
    }

    /** Writes a table as a reader sees it, each title with its detail in parentheses. */
    public static String of(Table table) {
        Csv csv =
                new Csv(
                        table.columns().stream()
                                .map(
                                        c ->
                                                c.title()
                                                        + (c.detail().isEmpty()
                                                                ? ""
                                                                : " (" + c.detail() + ")"))
                                .toArray(String[]::new));
        for (List<Table.Cell> row : table.rows()) {
            List<Object> fields = new ArrayList<>();
            row.forEach(
                    cell ->
                            fields.add(
                                    cell.text()
                                            .replace(String.valueOf(NumberText.FIGURE_SPACE), "")));
            csv.row(fields.toArray());
        }
        return csv.toString();
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
}
