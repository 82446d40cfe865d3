// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.tables.TableFile.Field;

/**
 * Says in SQL what the cells of a file hold. The view {@link #VIEW} has columns for each of the
 * file: {@link #text}, {@link #number}, {@link #days} and {@link #presence}. NULL is a missing cell, or one that is no
 * number or no date.
 *
 * @param missing texts that stand for no value, beside the empty one
 */
record Cells(List<String> missing) {

    /** The name of the rows in SQL. */
    static final String VIEW = "typed";

    /** What tools write for no value. */
    private static final List<String> USUAL = List.of("NA", "NaN", "nan", "null", "NULL");

    private static final String NUMBERS = "numbers";
    private static final String TEXTS = "texts";

    /** Returns cells in which some texts more than the usual ones are missing. */
    static Cells with(List<String> further) {
        return new Cells(Stream.concat(USUAL.stream(), further.stream()).distinct().toList());
    }

    /** Returns the text of a cell, without spaces at its ends. */
    static String text(Field field) {
        return "t" + field.place();
    }

    /** Returns the number in a cell; an infinite one is none. */
    static String number(Field field) {
        return "x" + field.place();
    }

    /** Returns whether a cell reads as a number whose decimals follow a comma, or that has commas for thousands. */
    static String hasComma(Field field) {
        return "regexp_full_match(" + text(field) + ", '[-+]?[0-9.,]*[0-9],[0-9]+')";
    }

    /** Returns the days since 1970-01-01 of the date in a cell. */
    static String days(Field field) {
        return "d" + field.place();
    }

    /** Returns what is NULL if and only if a cell is missing; cheaper than its text. */
    static String presence(Field field) {
        return switch (field.storage()) {
            case TEXT, OTHER -> text(field);
            case NUMBER -> "y" + field.place();
            case DATE -> days(field);
        };
    }

    /** Returns the name of a category: a whole number is written without decimals. */
    static String category(Field field, boolean ofNumbers) {
        return ofNumbers ? written(number(field)) : text(field);
    }

    /** Creates the view of a file. */
    void createView(TableFile file) {
        List<String> texts = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        List<String> typed = new ArrayList<>();
        for (Field field : file.fields()) {
            texts.add(stored(field, file.isPadded()) + " AS " + text(field));
            numbers.add(text(field));
            numbers.add(parsed(field) + " AS y" + field.place());
            typed.add(
                    "%s, y%2$d, CASE WHEN isfinite(y%2$d) THEN y%2$d END AS x%2$d, %3$s AS d%2$d"
                            .formatted(written(field), field.place(), date(field)));
        }
        if (file.isParsed()) {
            file.database().store(TEXTS, texts, TableFile.RELATION, file.isLarge());
        } else {
            file.database().createView(TEXTS, texts, TableFile.RELATION);
        }
        file.database().createView(NUMBERS, numbers, TEXTS);
        file.database().createView(VIEW, typed, NUMBERS);
    }

    private String stored(Field field, boolean isPadded) {
        String cell = field.sql();
        return switch (field.storage()) {
            case TEXT -> {
                String text = isPadded ? "trim(" + cell + ", E' \\t\\r\\n')" : cell;
                // DuckDB makes a join of IN, and ends the process where a query has hundreds. It
                // copies
                // the argument of nullif: nested ones double the query with each text.
                yield Stream.concat(Stream.of(""), missing.stream())
                        .map(none -> "WHEN %s THEN NULL".formatted(DuckDb.literal(none)))
                        .collect(
                                Collectors.joining(
                                        " ", "CASE " + text + " ", " ELSE " + text + " END"));
            }
            case NUMBER -> {
                // NaN stands for no value where numbers are stored as numbers.
                String none =
                        Stream.concat(Stream.of("'NaN'::DOUBLE"), numbersOf(missing))
                                .collect(Collectors.joining(", "));
                yield "CASE WHEN " + cell + " NOT IN (" + none + ") THEN " + cell + " END";
            }
            case DATE -> cell;
            case OTHER -> "CAST(NULL AS VARCHAR)";
        };
    }

    private static Stream<String> numbersOf(List<String> texts) {
        return texts.stream().filter(text -> text.matches("[-+]?[0-9]{1,15}(\\.[0-9]+)?"));
    }

    /** DuckDB reads 1_000 and +-5 as numbers, which no other program does. */
    private static String parsed(Field field) {
        return switch (field.storage()) {
            case TEXT ->
                    "CASE WHEN NOT contains(%1$s, '_') AND NOT starts_with(%1$s, '+-') THEN TRY_CAST(%1$s AS DOUBLE) END"
                            .formatted(text(field));
            case NUMBER -> text(field);
            case DATE, OTHER -> "CAST(NULL AS DOUBLE)";
        };
    }

    /** Returns the text of a cell that holds a number or a date as such. */
    private static String written(Field field) {
        String text =
                switch (field.storage()) {
                    case TEXT, OTHER -> text(field);
                    case NUMBER -> written(text(field));
                    case DATE -> "CAST(" + text(field) + " AS VARCHAR)";
                };
        return text + " AS " + text(field);
    }

    private static String date(Field field) {
        String date =
                switch (field.storage()) {
                    case DATE -> text(field);
                    case TEXT ->
                            "CASE WHEN regexp_matches(%1$s, '^[0-9]{4}[-/][0-9]') THEN TRY_CAST(%1$s AS TIMESTAMP) END"
                                    .formatted(text(field));
                    case NUMBER, OTHER -> "CAST(NULL AS TIMESTAMP)";
                };
        return "epoch_us(" + date + ") / 86400e6";
    }

    private static String written(String number) {
        return "CASE WHEN abs(%1$s) < 1e15 AND %1$s = trunc(%1$s) THEN CAST(CAST(%1$s AS BIGINT) AS VARCHAR) ELSE CAST(%1$s AS VARCHAR) END"
                .formatted(number);
    }
}
