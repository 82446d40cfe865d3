// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;

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
