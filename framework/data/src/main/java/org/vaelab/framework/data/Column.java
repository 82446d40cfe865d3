// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A column of a table: one value of each example. A missing value is NaN.
 *
 * @param name in the user's file
 * @param kind what its values are
 * @param categories what value k is called, at place k; empty for kinds that are numbers
 * @param whole whether all values of training are whole numbers, or whole days; false if that is
 *     not known
 */
public record Column(String name, Kind kind, List<String> categories, boolean whole) {

    private static final double SECONDS_OF_A_DAY = 86_400;
    private static final double MICROS_OF_A_DAY = 86_400e6;

    /** What the values of a column are. */
    public enum Kind {
        /** Real numbers. */
        REAL,
        /** 0 or 1, the places of two categories. */
        BINARY,
        /** The place 0, 1, ... of a category; their order means nothing. */
        CATEGORICAL,
        /** The place 0, 1, ... of a category, in ascending order. */
        ORDINAL,
        /** Counts 0, 1, 2, ... */
        COUNT,
        /** Days since 1970-01-01, with fractions of a day. */
        DATE;

        /** Returns the name in a config. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns whether the values are places of categories. */
        public boolean hasCategories() {
            return this == BINARY || this == CATEGORICAL || this == ORDINAL;
        }

        /** Returns whether cells are names or dates in the user's file, and no numbers. */
        boolean isNamed() {
            return hasCategories() || this == DATE;
        }

        /**
         * Returns whether values are real numbers, of which there is a density and no probability.
         */
        public boolean isReal() {
            return this == REAL || this == DATE;
        }
    }

    /**
     * @throws DataException if the kind has categories and there are fewer than two, two are the
     *     same, or a binary column does not have two
     */
    public Column {
        categories = List.copyOf(categories);
        if (kind.hasCategories() == categories.isEmpty()) {
            throw DataException.of(
                    "column '%s': a column of kind %s and %s categories",
                    name, kind.label(), categories.size());
        }
        if (kind == Kind.BINARY && categories.size() != 2) {
            throw DataException.of(
                    "column '%s': a binary column has two values, not %s", name, categories);
        }
        if (new HashSet<>(categories).size() < categories.size()) {
            throw DataException.of("column '%s': two categories have one name", name);
        }
    }

    /** Creates a column of which it is not known whether its values are whole. */
    public Column(String name, Kind kind, List<String> categories) {
        this(name, kind, categories, false);
    }

    /** Returns a column of real numbers. */
    public static Column real(String name) {
        return new Column(name, Kind.REAL, List.of());
    }

    /**
     * Returns a value as a reader knows it: the name of a category, a date, a number. A mean over
     * categories, such as a probability, has the nearest name, unless names are numbers.
     */
    public Object cell(double value) {
        if (kind == Kind.DATE) {
            return date(whole ? Math.rint(value) : value);
        }
        if (!kind.hasCategories()) {
            return Form.number(value);
        }
        boolean isPlace = value == Math.rint(value) && value >= 0 && value < categories.size();
        if (!isPlace && categories.stream().allMatch(name -> name.matches("-?[0-9.]+"))) {
            return (float) value;
        }
        return categories.get((int) Math.max(0, Math.min(categories.size() - 1, Math.rint(value))));
    }

    /** Returns a date as ISO 8601 writes it, with a time if it is not a whole day. */
    private static String date(double days) {
        return days == Math.rint(days)
                ? LocalDate.ofEpochDay((long) days).toString()
                : LocalDateTime.ofEpochSecond(
                                Math.round(days * SECONDS_OF_A_DAY), 0, ZoneOffset.UTC)
                        .toString();
    }

    /**
     * Returns a category by name, or a date and time to a microsecond, so that a reader of data gets
     * the same number.
     */
    Object exactName(double value) {
        return kind == Kind.DATE ? moment(value) : categories.get((int) value);
    }

    /** Returns the date and time, to a microsecond, that is read as a number of days. */
    private static String moment(double days) {
        long near = Math.round(days * MICROS_OF_A_DAY);
        long micros =
                LongStream.rangeClosed(near - 1, near + 1)
                        .filter(each -> each / MICROS_OF_A_DAY == days)
                        .findFirst()
                        .orElse(near);
        LocalDateTime moment = LocalDateTime.of(1970, 1, 1, 0, 0).plus(micros, ChronoUnit.MICROS);
        boolean isDay = moment.toLocalTime().equals(LocalTime.MIDNIGHT);
        return isDay ? moment.toLocalDate().toString() : moment.toString();
    }

    /** Returns in what another column differs, in words; empty if its values mean the same. */
    Optional<String> difference(Column here) {
        return kind.equals(here.kind()) && categories.equals(here.categories())
                ? Optional.empty()
                : Optional.of(
                        "its column '%s' is %s, here '%s' is %s"
                                .formatted(name, text(), here.name(), here.text()));
    }

    private String text() {
        return kind.label() + (categories.isEmpty() ? "" : " " + categories);
    }

    /** Returns whether a value lies in the column's domain; NaN does not. */
    public boolean contains(double value) {
        return switch (kind) {
            case REAL, DATE -> Double.isFinite(value);
            case COUNT -> ValueDomain.COUNTS.contains(value);
            case BINARY, CATEGORICAL, ORDINAL ->
                    value >= 0 && value < categories.size() && value == Math.rint(value);
        };
    }
}
