// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.tables.TableFile.Field;

/**
 * Reads the rows of a file as numbers, in the order of the file.
 *
 * @param domain empty cells and values are checked against; COLUMNS: each column by its kind
 * @param precision in which numbers must be finite
 * @param mayMiss whether a cell may be missing
 * @param unseenIsMissing whether an unknown category is a missing value
 */
record ValueReader(
        List<Column> columns,
        ValueDomain domain,
        ValuePrecision precision,
        boolean mayMiss,
        boolean unseenIsMissing) {

    private static final String NAMED_NUMBER = "-?(0|[1-9]\\d{0,14})(\\.\\d*[1-9])?(e[-+]?\\d+)?";

    private static final String WHOLE = "\\d{1,8}";

    /**
     * Reads all rows. A missing value is NaN.
     *
     * @throws DataException if a cell is not of its column
     */
    void read(TableFile file, List<Field> fields, DuckDb.RowReader taker) {
        List<String> cells = new ArrayList<>();
        for (int j = 0; j < fields.size(); j++) {
            cells.add(sql(file, fields.get(j), columns.get(j)));
        }
        file.database()
                .read(
                        cells,
                        Cells.VIEW,
                        (row, values) -> {
                            for (int j = 0; j < values.length; j++) {
                                values[j] = checked(values[j], file, fields.get(j), j, row);
                            }
                            taker.read(row, values);
                        });
    }

    private String sql(TableFile file, Field field, Column column) {
        String known = Cells.presence(field);
        return switch (column.kind()) {
            case REAL, COUNT -> orNaN(known, Cells.number(field));
            case DATE -> orNaN(known, Cells.days(field));
            case BINARY, CATEGORICAL, ORDINAL -> {
                boolean numbers = areNumbers(column.categories());
                String name = Cells.category(field, numbers);
                String code = category(file, field, "categories", column, name);
                yield unseenIsMissing
                        ? "CASE WHEN NOT isnan(" + code + ") THEN " + code + " END"
                        : code;
            }
        };
    }

    /**
     * Returns the place of a category in SQL: NULL for a missing one, NaN for an unknown one.
     *
     * @param prefix of the name of a type that lists the categories
     * @param name of the category of a cell, in SQL
     */
    static String category(TableFile file, Field field, String prefix, Column column, String name) {
        String type = prefix + field.place();
        String names =
                column.categories().stream().map(DuckDb::literal).collect(Collectors.joining(", "));
        file.database().run("DROP TYPE IF EXISTS " + type);
        file.database().run("CREATE TYPE " + type + " AS ENUM (" + names + ")");
        return orNaN(
                Cells.presence(field),
                "CAST(enum_code(TRY_CAST(" + name + " AS " + type + ")) AS DOUBLE)");
    }

    /** A cell that is there and has no value is NaN, and refused. */
    private static String orNaN(String known, String value) {
        return "CASE WHEN %s IS NOT NULL THEN coalesce(%s, 'NaN'::DOUBLE) END"
                .formatted(known, value);
    }

    /** Returns whether categories are numbers, which may be written in other ways in a file. */
    private static boolean areNumbers(List<String> categories) {
        return categories.stream().allMatch(name -> name.matches(NAMED_NUMBER));
    }

    private double checked(double value, TableFile file, Field field, int j, int row) {
        if (DuckDb.isNull(value)) {
            if (mayMiss) {
                return Double.NaN;
            }
        } else if (isAllowed(value, columns.get(j))) {
            return value;
        }
        throw refusal(file, field, columns.get(j), row);
    }

    private boolean isAllowed(double value, Column column) {
        double stored = precision == ValuePrecision.SINGLE ? (float) value : value;
        return switch (domain) {
            case COLUMNS -> column.contains(column.kind().isReal() ? stored : value);
            case GREY_LEVELS -> value >= 0 && value <= 255 && value == Math.rint(value);
            default -> domain.contains(stored);
        };
    }

    private DataException refusal(TableFile file, Field field, Column column, int row) {
        String cell = file.cell(row, field);
        String what = column.kind().hasCategories() ? "" : ", expected " + expected(column, cell);
        if (column.kind().hasCategories() && domain != ValueDomain.GREY_LEVELS) {
            what = cell.isEmpty() ? ", expected a value" : unseen(column, cell);
        }
        return DataException.of(
                "%s, column \"%s\": \"%s\"%s", file.place(row), field.name(), cell, what);
    }

    private static String unseen(Column column, String cell) {
        String kind = column.kind().label();
        boolean numbers =
                cell.matches(WHOLE) && column.categories().stream().allMatch(c -> c.matches(WHOLE));
        return ", which no training row has; the column is read as %s, of: %s%s\nto read unknown categories as missing values, set unseen: missing"
                .formatted(
                        kind,
                        names(column.categories()),
                        numbers
                                ? "\nif its numbers are counts: columns: {%s: count}; if they are measured: columns: {%1$s: real}"
                                        .formatted(column.name())
                                : "");
    }

    private String expected(Column column, String cell) {
        boolean tooLarge = !cell.isEmpty() && column.kind().isReal() && isTooLarge(cell);
        return expected(column)
                + (tooLarge
                        ? " of single precision (float32), at most %.3g in magnitude\nif it stands for a missing value: missing: [\"%s\"]; larger numbers need runtime.precision: float64"
                                .formatted(Float.MAX_VALUE, cell)
                        : "");
    }

    /** Returns whether a cell holds a number that double precision has and single precision does not. */
    private static boolean isTooLarge(String cell) {
        try {
            double value = Double.parseDouble(cell);
            return Double.isFinite(value) && !Float.isFinite((float) value);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String expected(Column column) {
        if (domain != ValueDomain.COLUMNS) {
            return domain.expected();
        }
        return switch (column.kind()) {
            case COUNT -> ValueDomain.COUNTS.expected();
            case DATE -> "a date, such as 2026-11-22";
            default -> ValueDomain.REAL.expected();
        };
    }

    private static String names(List<String> categories) {
        int most = 20;
        String names = categories.stream().limit(most).collect(Collectors.joining(", "));
        return categories.size() > most
                ? names + ", and " + (categories.size() - most) + " more"
                : names;
    }

    /** Returns columns of one kind. */
    static List<Column> uniform(List<Field> fields, ValueDomain domain) {
        return IntStream.range(0, fields.size())
                .mapToObj(j -> fields.get(j).name())
                .map(
                        name ->
                                domain == ValueDomain.COUNTS
                                        ? new Column(name, Column.Kind.COUNT, List.of())
                                        : Column.real(name))
                .toList();
    }
}
