// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.ConvertedRows;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.YamlScalar;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.UnreadableFile;

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

    private static final String WHOLE = "\\d{1,8}";

    /**
     * Returns all rows as examples: in memory, or in a file of plain numbers in the user's cache
     * folder if they do not fit.
     *
     * @throws DataException if a cell is not of its column
     */
    Examples load(TableFile file, List<Field> fields) {
        boolean inBytes =
                domain == ValueDomain.GREY_LEVELS || (domain == ValueDomain.BINARY && !mayMiss);
        ElementType type =
                inBytes
                        ? ElementType.U8
                        : precision == ValuePrecision.DOUBLE ? ElementType.F64 : ElementType.F32;
        RowLayout layout =
                RowLayout.of(file.size(), fields.size(), type, domain == ValueDomain.GREY_LEVELS);
        try {
            DataRows rows =
                    new ConvertedRows(
                                    DataLocations.ofSystem().cache(),
                                    ParquetFiles.orItself(file.path()),
                                    "table " + file.layout() + fields + this)
                            .load(layout, sink -> read(file, fields, layout, sink));
            // Grey levels are as exact in single precision.
            Examples examples = Examples.of(rows, domain);
            return inBytes ? examples.in(ValuePrecision.SINGLE) : examples;
        } catch (IOException e) {
            throw UnreadableFile.because(file.path(), e);
        }
    }

    private void read(TableFile file, List<Field> fields, RowLayout layout, ConvertedRows.Sink sink)
            throws IOException {
        double[] values = new double[fields.size()];
        List<double @Nullable []> numbers = fields.stream().map(file.numbers()::remove).toList();
        if (areValues(numbers)) {
            for (int i = 0; i < file.size(); i++) {
                for (int j = 0; j < values.length; j++) {
                    values[j] = numbers.get(j)[i];
                }
                sink.add(layout.bytes(values));
            }
            return;
        }
        List<NamedPlaces> places =
                columns.stream().map(column -> NamedPlaces.of(column.categories())).toList();
        file.read(
                fields,
                (row, cells) -> {
                    for (int j = 0; j < values.length; j++) {
                        Column column = columns.get(j);
                        Cell cell = cells.get(j);
                        values[j] = value(cell, column, places.get(j));
                        if (!isAllowed(values[j], cell, column)) {
                            throw refusal(file.place(row), cell.shown(), column);
                        }
                    }
                    sink.add(layout.bytes(values));
                });
    }

    /** Returns whether the numbers of all columns are kept, and each is a value of its column. */
    private boolean areValues(List<double @Nullable []> numbers) {
        return IntStream.range(0, columns.size())
                .allMatch(j -> areValues(numbers.get(j), columns.get(j)));
    }

    private boolean areValues(double @Nullable [] numbers, Column column) {
        return numbers != null
                && !column.kind().hasCategories()
                && column.kind() != Column.Kind.DATE
                && Arrays.stream(numbers)
                        .allMatch(n -> Double.isNaN(n) ? mayMiss : isAllowed(n, column));
    }

    /** Returns the value of a cell; NaN if it is missing, or has none of this column. */
    private static double value(Cell cell, Column column, NamedPlaces places) {
        if (cell.isMissing()) {
            return Double.NaN;
        }
        return switch (column.kind()) {
            case REAL, COUNT -> cell.number();
            case DATE -> cell.days();
            case BINARY, CATEGORICAL, ORDINAL -> {
                int place = places.of(cell);
                yield place < 0 ? Double.NaN : place;
            }
        };
    }

    private boolean isAllowed(double value, Cell cell, Column column) {
        boolean isUnseen = unseenIsMissing && column.kind().hasCategories();
        return Double.isNaN(value)
                ? mayMiss && (cell.isMissing() || isUnseen)
                : isAllowed(value, column);
    }

    private boolean isAllowed(double value, Column column) {
        double stored = precision == ValuePrecision.SINGLE ? (float) value : value;
        return switch (domain) {
            case COLUMNS -> column.contains(column.kind().isReal() ? stored : value);
            case GREY_LEVELS -> value >= 0 && value <= 255 && value == Math.rint(value);
            default -> domain.contains(stored);
        };
    }

    private DataException refusal(String place, String cell, Column column) {
        String what = column.kind().hasCategories() ? "" : ", expected " + expected(column, cell);
        if (column.kind().hasCategories() && domain != ValueDomain.GREY_LEVELS) {
            what = cell.isEmpty() ? ", expected a value" : unseen(column, cell);
        }
        String gap =
                cell.isEmpty() && domain != ValueDomain.GREY_LEVELS
                        ? "\nno training row lacks a value there: fill it in, leave the row out, or train on data with"
                                + " gaps; such a model takes them, and impute fills them in"
                        : "";
        return DataException.of(
                "%s, column \"%s\": \"%s\"%s%s", place, column.name(), cell, what, gap);
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
                                        .formatted(YamlScalar.written(column.name()))
                                : "");
    }

    private String expected(Column column, String cell) {
        boolean tooLarge = column.kind().isReal() && Math.abs(Cell.number(cell)) > Float.MAX_VALUE;
        return expected(column)
                + (tooLarge
                        ? " of single precision (float32), at most 3.40e+38 in magnitude\nif it stands for a missing value: missing: [\"%s\"]; larger numbers need runtime.precision: float64"
                                .formatted(cell)
                        : "");
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
    static List<Column> uniform(List<ColumnProfile> profiles, ValueDomain domain) {
        return profiles.stream()
                .map(profile -> profile.field().name())
                .map(
                        name ->
                                domain == ValueDomain.COUNTS
                                        ? new Column(name, Column.Kind.COUNT, List.of())
                                        : Column.real(name))
                .toList();
    }
}
