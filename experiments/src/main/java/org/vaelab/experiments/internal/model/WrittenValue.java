// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.model;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.naming.Spelling;

/**
 * A value that an option gives: a category by its name, a date, or a number.
 *
 * @param where the option, which begins messages
 * @param name of the value
 * @param column of a table; empty if the values have no names
 */
record WrittenValue(String where, String name, Optional<Column> column, ValueDomain domain) {

    /**
     * Returns the value as data have it, in their units.
     *
     * @throws IllegalArgumentException if the text is no value of the column
     */
    double of(String cell) {
        Optional<Column.Kind> kind = column.map(Column::kind);
        if (kind.filter(Column.Kind::hasCategories).isPresent()) {
            return place(where, name, column.get().categories(), cell);
        }
        double number = kind.equals(Optional.of(Column.Kind.DATE)) ? days(cell) : number(cell);
        boolean fits = column.isPresent() ? column.get().contains(number) : domain.contains(number);
        if (!fits || (domain != ValueDomain.COLUMNS && !domain.contains(number))) {
            throw new IllegalArgumentException(
                    "%s: %s is no value of %s data"
                            .formatted(
                                    where,
                                    cell,
                                    domain == ValueDomain.COLUMNS
                                            ? kind.orElseThrow().label()
                                            : domain.label()));
        }
        return number;
    }

    /** Returns the place of a name among others. */
    static int place(String where, String column, List<String> names, String name) {
        int place = names.indexOf(name);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "%s: '%s' has no value '%s'\n    %s"
                            .formatted(where, column, name, Spelling.hint(name, names)));
        }
        return place;
    }

    private double number(String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(where + ": '" + cell + "' is no number", e);
        }
    }

    /** Returns the days since 1970-01-01 of a date that may have a time, as outputs have it. */
    private double days(String cell) {
        try {
            return LocalDateTime.parse(cell.contains("T") ? cell : cell + "T00:00")
                            .toEpochSecond(ZoneOffset.UTC)
                    / 86_400.0;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "%s: '%s' is no date, such as 2026-11-22".formatted(where, cell), e);
        }
    }
}
