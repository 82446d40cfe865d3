// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tables.TableFile.Field;

/**
 * What the training rows have in a column.
 *
 * @param rows the number of training rows
 * @param present cells that are not missing
 * @param numbers cells that are numbers
 * @param whole cells that are whole numbers
 * @param commas cells that are no numbers, and may be numbers with a decimal comma
 * @param dates cells that are dates
 * @param wholeDays cells that are dates without a time of day
 * @param least the least number; NaN without numbers
 * @param largest the largest number; NaN without numbers
 * @param distinct about how many different texts there are
 * @param presentInAll cells that are not missing, in all rows of the file
 */
record ColumnProfile(
        Field field,
        long rows,
        long present,
        long numbers,
        long whole,
        long commas,
        long dates,
        long wholeDays,
        double least,
        double largest,
        long distinct,
        long presentInAll) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int FACTS = 9;

    /** The columns of a query. DuckDB ends the process where the aggregates of a row need more than a block. */
    private static final int OF_QUERY = 32;

    /** Returns whether every cell that is not missing is a number. */
    boolean isNumeric() {
        return present > 0 && numbers == present;
    }

    /** Returns whether the cells are numbers, some of them with a decimal comma. */
    boolean hasDecimalCommas() {
        return commas > 0 && numbers + commas == present;
    }

    boolean isWhole() {
        return isNumeric() && whole == present;
    }

    boolean isDate() {
        return present > 0 && dates == present;
    }

    boolean isOfDays() {
        return isDate() && wholeDays == present;
    }

    /**
     * Profiles columns.
     *
     * @param rows all rows of the file, of which training rows may be marked
     */
    static List<ColumnProfile> of(TableFile file, List<Field> fields, Rows rows) {
        List<ColumnProfile> profiles = new ArrayList<>();
        for (List<Field> some : parts(fields)) {
            profiles.addAll(ofSome(file, some, rows));
        }
        return profiles;
    }

    private static List<ColumnProfile> ofSome(TableFile file, List<Field> fields, Rows rows) {
        List<String> facts = new ArrayList<>(List.of("count(*)"));
        for (Field field : fields) {
            String known = Cells.presence(field);
            String number = Cells.number(field);
            facts.addAll(
                    List.of(
                            "count(" + known + ")",
                            "count(" + number + ")",
                            "count_if(" + number + " = trunc(" + number + "))",
                            "count_if(" + number + " IS NULL AND " + Cells.hasComma(field) + ")",
                            "count(" + Cells.days(field) + ")",
                            "count_if(%1$s = trunc(%1$s))".formatted(Cells.days(field)),
                            "min(" + number + ")",
                            "max(" + number + ")",
                            "approx_count_distinct(" + known + ")"));
        }
        // Of one file, the training rows come first.
        String groups = rows.trainingOnly() ? " GROUP BY training ORDER BY training DESC" : "";
        List<@Nullable String[]> found =
                file.database()
                        .rows(
                                "SELECT "
                                        + String.join(", ", facts)
                                        + " FROM "
                                        + rows.sql()
                                        + groups);
        List<ColumnProfile> profiles = new ArrayList<>();
        for (int j = 0; j < fields.size(); j++) {
            profiles.add(of(fields.get(j), found, 1 + j * FACTS));
        }
        return profiles;
    }

    private static ColumnProfile of(Field field, List<@Nullable String[]> found, int at) {
        @Nullable String[] training = found.get(0);
        return new ColumnProfile(
                field,
                whole(training[0]),
                whole(training[at]),
                whole(training[at + 1]),
                whole(training[at + 2]),
                whole(training[at + 3]),
                whole(training[at + 4]),
                whole(training[at + 5]),
                number(training[at + 6]),
                number(training[at + 7]),
                whole(training[at + 8]),
                found.stream().mapToLong(row -> whole(row[at])).sum());
    }

    private static <T> List<List<T>> parts(List<T> all) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += OF_QUERY) {
            parts.add(all.subList(from, Math.min(all.size(), from + OF_QUERY)));
        }
        return parts;
    }

    private static long whole(@Nullable String text) {
        return text == null ? 0 : Long.parseLong(text);
    }

    private static double number(@Nullable String text) {
        return text == null ? Double.NaN : Double.parseDouble(text);
    }

    /**
     * The rows of a file that a query reads.
     *
     * @param sql what follows FROM
     * @param trainingOnly whether its column {@code training} tells the training rows from others
     */
    record Rows(String sql, boolean trainingOnly) {
        static final Rows ALL = new Rows(Cells.VIEW, false);
    }

    /** Returns the different values of an expression in the training rows, for each expression. */
    static List<List<String>> distinct(TableFile file, List<String> expressions, Rows rows) {
        List<List<String>> all = new ArrayList<>();
        for (List<String> some : parts(expressions)) {
            all.addAll(distinctOfSome(file, some, rows));
        }
        return all;
    }

    private static List<List<String>> distinctOfSome(
            TableFile file, List<String> expressions, Rows rows) {
        String where = rows.trainingOnly() ? " WHERE training" : "";
        String lists =
                expressions.stream()
                        .map(e -> "CAST(to_json(list(DISTINCT " + e + ")) AS VARCHAR)")
                        .collect(Collectors.joining(", "));
        List<List<String>> all = new ArrayList<>();
        for (@Nullable String json :
                file.database().rows("SELECT " + lists + " FROM " + rows.sql() + where).get(0)) {
            List<String> values = new ArrayList<>(json == null ? List.of() : parsed(json));
            values.removeIf(value -> value == null);
            all.add(sorted(values));
        }
        return all;
    }

    private static List<String> parsed(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("DuckDB writes JSON", e);
        }
    }

    /** Returns texts in the order of categories: by number if all are numbers, else by text. */
    static List<String> sorted(List<String> texts) {
        boolean integers = texts.stream().allMatch(text -> text.matches("-?\\d{1,18}"));
        boolean numbers =
                texts.stream().allMatch(text -> text.matches("-?\\d+(\\.\\d+)?(e-?\\d+)?"));
        Comparator<String> order =
                integers
                        ? Comparator.comparingLong(Long::parseLong)
                        : numbers
                                ? Comparator.<String>comparingDouble(Double::parseDouble)
                                        .thenComparing(Function.identity())
                                : Comparator.naturalOrder();
        return texts.stream().sorted(order).toList();
    }
}
