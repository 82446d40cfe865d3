// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import com.fasterxml.jackson.core.io.NumberInput;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.settings.ValueNames;
import org.vaelab.framework.tables.TableFile.Storage;

/**
 * A cell of a column: what a file has there, as a text, a number or a date. It is filled again for
 * each row.
 */
final class Cell {
    /** What tools write for no value. */
    private static final Set<String> USUAL = Set.of("", "NA", "NaN", "nan", "-nan", "null", "NULL");

    private static final int LONGEST_USUAL = 4;

    private static final Pattern COMMA = Pattern.compile("[-+]?[0-9.,]*[0-9],[0-9]+");
    private static final Pattern DATE =
            Pattern.compile(
                    "([0-9]{4})([-/])([0-9]{1,2})\\2([0-9]{1,2})"
                            + "(?:[ T]+([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\\.([0-9]*))?)?"
                            + "(?: ?(?:Z|UTC|([-+])([0-9]{2})(?::?([0-9]{2}))?))?)?");
    private static final int SHOWN = 60;

    /** A double holds all whole numbers of so many digits, and the powers of ten up to them. */
    private static final int EXACT_DIGITS = 15;

    private static final double[] POWERS =
            DoubleStream.iterate(1, power -> 10 * power).limit(EXACT_DIGITS + 1).toArray();

    private final Field field;
    private final Storage storage;
    private final Set<String> missing;
    private final Set<Number> missingNumbers;
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
        this.storage = Storage.of(field.type());
        this.missing = missing;
        this.missingNumbers =
                missing.stream().flatMap(text -> exact(text).stream()).collect(Collectors.toSet());
    }

    Field field() {
        return field;
    }

    /** Takes the text of the cell of a row; null for NULL. */
    void take(@Nullable String text) {
        written = text == null ? "" : text.strip();
        stored =
                storage == Storage.NUMBER || storage == Storage.DIGITS
                        ? number(written)
                        : Double.NaN;
        isMissing =
                storage == Storage.OTHER
                        || (written.length() <= LONGEST_USUAL && USUAL.contains(written))
                        || (!missing.isEmpty() && missing.contains(written))
                        || (!missingNumbers.isEmpty()
                                && exact(written).filter(missingNumbers::contains).isPresent());
    }

    /**
     * Returns the number that a text is in this column: to the last digit, or as the double or
     * float that the file holds. Empty for another text, and for a code such as 007.
     */
    private Optional<Number> exact(String text) {
        double number = number(text);
        if (Double.isNaN(number) || ValueNames.isCode(text)) {
            return Optional.empty();
        } else if (storage != Storage.NUMBER) {
            return Optional.of(new BigDecimal(text).stripTrailingZeros());
        }
        return Optional.of(field.type().equals("FLOAT") ? (float) number + 0.0 : number + 0.0);
    }

    boolean isMissing() {
        return isMissing;
    }

    /**
     * Returns the text of a cell that is not missing: a whole number is written without decimals.
     */
    String text() {
        return switch (storage) {
            case TEXT, DATE, OTHER -> written;
            case DIGITS -> ValueNames.of(written);
            case NUMBER ->
                    field.type().equals("FLOAT")
                            ? ValueNames.of(Float.toString((float) stored))
                            : ValueNames.of(stored);
        };
    }

    /**
     * Returns the number in a cell that is not missing; NaN if there is none, or an infinite one.
     */
    double number() {
        return storage == Storage.TEXT ? number(written) : stored;
    }

    /** Returns the finite number that a text is; NaN for another text. */
    static double number(String text) {
        int first = afterSign(text, 0);
        int point = afterDigits(text, first);
        boolean hasPoint = point < text.length() && text.charAt(point) == '.';
        int end = hasPoint ? afterDigits(text, point + 1) : point;
        int digits = end - first - (hasPoint ? 1 : 0);
        if (digits == 0) {
            return Double.NaN;
        }
        if (end == text.length() && digits <= EXACT_DIGITS) {
            long whole = 0;
            for (int i = first; i < end; i++) {
                whole = i == point ? whole : 10 * whole + text.charAt(i) - '0';
            }
            // Both are exact, so that the quotient is the double next to the number.
            double size = whole / POWERS[hasPoint ? end - point - 1 : 0];
            return text.charAt(0) == '-' ? -size : size;
        }
        if (end < text.length() && (text.charAt(end) | ' ') == 'e') {
            int exponent = afterSign(text, end + 1);
            int last = afterDigits(text, exponent);
            end = last > exponent ? last : end;
        }
        double value = end == text.length() ? NumberInput.parseDouble(text, true) : Double.NaN;
        return Double.isFinite(value) ? value : Double.NaN;
    }

    private static int afterSign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')
                ? at + 1
                : at;
    }

    private static int afterDigits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    /**
     * A moment.
     *
     * @param micros since 1970-01-01 in UTC
     * @param nanos that have passed since, below 1000
     */
    record Moment(long micros, int nanos) {
        static final Moment EPOCH = new Moment(0, 0);

        static final double OF_DAY = 86_400e6;

        /** Returns the days since another moment, to the last nanosecond. */
        double daysSince(Moment other) {
            return (micros - other.micros + (nanos - other.nanos) / 1e3) / OF_DAY;
        }
    }

    /**
     * Returns the days since 1970-01-01 of the date in a cell that is not missing; NaN if there is
     * none.
     */
    double days() {
        return moment().map(moment -> moment.daysSince(Moment.EPOCH)).orElse(Double.NaN);
    }

    /**
     * Returns the date in a cell that is not missing; empty if there is none. A time with a zone is
     * an instant, and one without is in UTC.
     */
    Optional<Moment> moment() {
        return storage == Storage.TEXT || storage == Storage.DATE
                ? moment(written)
                : Optional.empty();
    }

    /** Returns the moment that a text is; empty for another text. */
    static Optional<Moment> moment(String text) {
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

    /**
     * Returns whether a cell reads as a number whose decimals follow a comma, or that has commas
     * for thousands.
     */
    boolean hasComma() {
        return COMMA.matcher(written).matches();
    }

    /** Returns what a file has in this cell, for messages: shortened; empty for NULL. */
    String shown() {
        return written.length() <= SHOWN
                ? written
                : written.substring(0, SHOWN) + "... (" + written.length() + " characters)";
    }
}
