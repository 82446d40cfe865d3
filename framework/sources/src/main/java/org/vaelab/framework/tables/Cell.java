// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tables.TableFile.Field;
import org.vaelab.framework.tables.TableFile.Storage;

/**
 * A cell of a column: what a file has there, as a text, a number or a date. It is filled again for each
 * row.
 */
final class Cell {
    /** What tools write for no value. */
    private static final Set<String> USUAL = Set.of("", "NA", "NaN", "nan", "null", "NULL");

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern COMMA = Pattern.compile("[-+]?[0-9.,]*[0-9],[0-9]+");
    private static final Pattern DATE =
            Pattern.compile(
                    "([0-9]{4})([-/])([0-9]{1,2})\\2([0-9]{1,2})"
                            + "(?:[ T]+([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\\.([0-9]*))?)?"
                            + "(?: ?(?:Z|UTC|[-+][0-9]{2}(?::?[0-9]{2})?))?)?");
    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
                    .toFormatter(Locale.ROOT);
    private static final int SHOWN = 60;
    private static final double MICROS_OF_DAY = 86_400e6;
    private static final double LARGEST_WHOLE = 1e15;

    private final Field field;
    private final Set<String> missing;
    private final Set<Double> missingNumbers;
    private String written = "";
    private double stored;
    private boolean isMissing;

    /**
     * Creates a cell.
     *
     * @param missing texts that stand for no value, beside the usual ones
     */
    Cell(Field field, Set<String> missing) {
        this.field = field;
        this.missing = missing;
        this.missingNumbers =
                missing.stream()
                        .filter(text -> NUMBER.matcher(text).matches())
                        .map(Double::valueOf)
                        .collect(Collectors.toSet());
    }

    Field field() {
        return field;
    }

    /** Takes the cell of a row from a column of a result. */
    void take(DuckDBReadableVector column, long row) {
        boolean isNull = column.isNull(row);
        if (field.storage() == Storage.TEXT || field.storage() == Storage.OTHER) {
            written = isNull ? "" : column.getString(row).strip();
            isMissing = USUAL.contains(written) || missing.contains(written);
        } else {
            stored = isNull ? Double.NaN : column.getDouble(row);
            isMissing = Double.isNaN(stored) || missingNumbers.contains(stored);
        }
    }

    boolean isMissing() {
        return isMissing;
    }

    /** Returns the text of a cell that is not missing: a whole number is written without decimals. */
    String text() {
        return switch (field.storage()) {
            case TEXT, OTHER -> written;
            case NUMBER -> name(stored);
            case DATE -> moment();
        };
    }

    private String moment() {
        long micros = Math.round(stored * MICROS_OF_DAY);
        return LocalDateTime.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L),
                        (int) Math.floorMod(micros, 1_000_000L) * 1000,
                        ZoneOffset.UTC)
                .format(MOMENT);
    }

    /** Returns the number in a cell that is not missing; NaN if there is none, or an infinite one. */
    double number() {
        return switch (field.storage()) {
            case TEXT -> number(written);
            case NUMBER -> Double.isFinite(stored) ? stored : Double.NaN;
            case DATE, OTHER -> Double.NaN;
        };
    }

    /** Returns the finite number that a text is; NaN for another text. */
    static double number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Double.NaN;
        }
        double value = Double.parseDouble(text);
        return Double.isFinite(value) ? value : Double.NaN;
    }

    /** Returns the days since 1970-01-01 of the date in a cell that is not missing; NaN if there is none. */
    double days() {
        return switch (field.storage()) {
            case TEXT -> days(written);
            case DATE -> stored;
            case NUMBER, OTHER -> Double.NaN;
        };
    }

    /** A zone is ignored. */
    private static double days(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return Double.NaN;
        }
        try {
            LocalDateTime moment =
                    LocalDate.of(part(date, 1), part(date, 3), part(date, 4))
                            .atTime(part(date, 5), part(date, 6), part(date, 7));
            String micros = (date.group(8) == null ? "" : date.group(8)) + "000000";
            return (moment.toEpochSecond(ZoneOffset.UTC) * 1_000_000
                            + Integer.parseInt(micros.substring(0, 6)))
                    / MICROS_OF_DAY;
        } catch (DateTimeException e) {
            return Double.NaN;
        }
    }

    private static int part(Matcher date, int group) {
        @Nullable String digits = date.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** Returns whether a cell reads as a number whose decimals follow a comma, or that has commas for thousands. */
    boolean hasComma() {
        return COMMA.matcher(written).matches();
    }

    /** Returns what a file has in this cell, for messages: shortened; empty for NULL. */
    String shown() {
        String shown =
                switch (field.storage()) {
                    case TEXT, OTHER -> written;
                    case NUMBER -> Double.isNaN(stored) ? "" : Double.toString(stored);
                    case DATE -> isMissing ? "" : moment();
                };
        return shown.length() <= SHOWN
                ? shown
                : shown.substring(0, SHOWN) + "... (" + shown.length() + " characters)";
    }

    /** Returns the name of a number as a category: a whole number is written without decimals. */
    static String name(double number) {
        return Math.abs(number) < LARGEST_WHOLE && number == Math.rint(number)
                ? Long.toString((long) number)
                : Double.toString(number).replace('E', 'e');
    }
}
