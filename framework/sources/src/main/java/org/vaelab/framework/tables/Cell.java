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
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.ValueNames;
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
                            + "(?: ?(?:Z|UTC|([-+])([0-9]{2})(?::?([0-9]{2}))?))?)?");
    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter(Locale.ROOT);
    private static final int SHOWN = 60;

    private final Field field;
    private final Set<String> missing;
    private final Set<Double> missingNumbers;
    private String written = "";
    private double stored;
    private long whole;
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

    /** Takes a cell that is stored as a text. */
    void take(String text) {
        written = text.strip();
        stored = field.storage() == Storage.DIGITS ? number(written) : Double.NaN;
        isMissing =
                field.storage() == Storage.OTHER
                        || USUAL.contains(written)
                        || missing.contains(written)
                        || missingNumbers.contains(stored);
    }

    /** Takes the cell of a row from a column of a result. */
    void take(DuckDBReadableVector column, long row) {
        boolean isNull = column.isNull(row);
        switch (field.storage()) {
            case TEXT, DIGITS, OTHER -> take(isNull ? "" : column.getString(row));
            case WHOLE, DATE -> {
                whole = isNull ? 0 : column.getLong(row);
                stored = isNull || field.storage() == Storage.DATE ? Double.NaN : whole;
                isMissing = isNull;
            }
            case NUMBER -> {
                stored = isNull ? Double.NaN : column.getDouble(row);
                isMissing = Double.isNaN(stored);
            }
        }
        isMissing |= missingNumbers.contains(stored);
    }

    boolean isMissing() {
        return isMissing;
    }

    /** Returns the text of a cell that is not missing: a whole number is written without decimals. */
    String text() {
        return switch (field.storage()) {
            case TEXT, OTHER -> written;
            case DIGITS -> ValueNames.of(written);
            case WHOLE -> Long.toString(whole);
            case NUMBER ->
                    field.type().equals("FLOAT")
                            ? ValueNames.of(Float.toString((float) stored))
                            : ValueNames.of(stored);
            case DATE -> written(stored());
        };
    }

    /** Returns the date of a cell as a text. */
    private String written(Moment moment) {
        int nanos = (int) Math.floorMod(moment.micros(), 1_000_000L) * 1000 + moment.nanos();
        return LocalDateTime.ofEpochSecond(
                        Math.floorDiv(moment.micros(), 1_000_000L), nanos, ZoneOffset.UTC)
                .format(MOMENT);
    }

    /** Returns the number in a cell that is not missing; NaN if there is none, or an infinite one. */
    double number() {
        return switch (field.storage()) {
            case TEXT -> number(written);
            case NUMBER, WHOLE, DIGITS -> Double.isFinite(stored) ? stored : Double.NaN;
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

    /**
     * A moment.
     *
     * @param micros since 1970-01-01 in UTC
     * @param nanos that have passed since, below 1000
     */
    record Moment(long micros, int nanos) {
        static final Moment EPOCH = new Moment(0, 0);

        private static final double OF_DAY = 86_400e6;

        /** Returns the days since another moment, to the last nanosecond. */
        double daysSince(Moment other) {
            return (micros - other.micros + (nanos - other.nanos) / 1e3) / OF_DAY;
        }
    }

    /** Returns the days since 1970-01-01 of the date in a cell that is not missing; NaN if there is none. */
    double days() {
        return moment().map(moment -> moment.daysSince(Moment.EPOCH)).orElse(Double.NaN);
    }

    /**
     * Returns the date in a cell that is not missing; empty if there is none. A time with a zone is an instant,
     * and one without is in UTC.
     */
    Optional<Moment> moment() {
        return switch (field.storage()) {
            case TEXT -> moment(written);
            case DATE -> Optional.of(stored());
            case NUMBER, WHOLE, DIGITS, OTHER -> Optional.empty();
        };
    }

    private Moment stored() {
        return field.isOfNanoseconds()
                ? new Moment(Math.floorDiv(whole, 1000L), (int) Math.floorMod(whole, 1000L))
                : new Moment(whole, 0);
    }

    private static Optional<Moment> moment(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime moment =
                    LocalDate.of(part(date, 1), part(date, 3), part(date, 4))
                            .atTime(part(date, 5), part(date, 6), part(date, 7));
            int offset = part(date, 10) * 3600 + part(date, 11) * 60;
            long second =
                    moment.toEpochSecond(ZoneOffset.UTC)
                            - ("-".equals(date.group(9)) ? -offset : offset);
            String fraction = (date.group(8) == null ? "" : date.group(8)) + "000000000";
            int nanos = Integer.parseInt(fraction.substring(0, 9));
            return Optional.of(new Moment(second * 1_000_000 + nanos / 1000, nanos % 1000));
        } catch (DateTimeException e) {
            return Optional.empty();
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
                    case TEXT, DIGITS, OTHER -> written;
                    case WHOLE -> isMissing ? "" : Long.toString(whole);
                    case NUMBER -> Double.isNaN(stored) ? "" : Double.toString(stored);
                    case DATE -> isMissing ? "" : written(stored());
                };
        return shown.length() <= SHOWN
                ? shown
                : shown.substring(0, SHOWN) + "... (" + shown.length() + " characters)";
    }
}
