// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.FileTable;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.StrictMapper;

/** What is written as CSV and as Parquet is read back to the last digit. */
@Tag("full")
final class RoundTripTest {
    private static final int FILES = 12;
    private static final String PIECES = "ab ,;\"\n\r\t'ä€\uD83D\uDE00_|\\";

    @TempDir Path dir;

    @Test
    void valuesAndTextsSurvive() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int n = 0; n < FILES; n++) {
            int rows = 1 + random.nextInt(50);
            double[] numbers =
                    random.longs()
                            .mapToDouble(Double::longBitsToDouble)
                            .filter(Double::isFinite)
                            .limit(rows)
                            .toArray();
            String[] labels = new String[rows];
            for (int i = 0; i < rows; i++) {
                labels[i] = random.nextInt(4) == 0 ? "" : "x" + text(random) + "y";
            }
            for (String ending : List.of(".csv", ".tsv", ".parquet")) {
                check(dir.resolve("t" + n + ending), numbers, labels);
            }
        }
    }

    private static String text(SplittableRandom random) {
        return random.ints(random.nextInt(6), 0, PIECES.codePointCount(0, PIECES.length()))
                .map(k -> PIECES.codePointAt(PIECES.offsetByCodePoints(0, k)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void check(Path file, double[] numbers, String[] labels) throws IOException {
        try (TableWriter out =
                TableWriter.open(file, List.of(Field.number("a, b"), Field.text("k")))) {
            for (int i = 0; i < numbers.length; i++) {
                out.add(numbers[i], labels[i]);
            }
            out.finish();
        }
        TableSource source =
                new TableSource(
                        file,
                        file,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new OneOrMore(List.of("k")),
                        null,
                        null,
                        null,
                        null,
                        ValueDomain.REAL,
                        null,
                        null,
                        null);
        Dataset data = source.load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        double[] row = new double[1];
        for (int i = 0; i < numbers.length; i++) {
            data.train().read(i, row, 0);
            assertThat(row[0]).isEqualTo(numbers[i]);
            int code = data.train().label("k").value(i);
            String known = code < 0 ? "" : data.train().label("k").valueNames().get(code);
            assertThat(known).isEqualTo(labels[i]);
        }
    }

    /**
     * Columns of random kinds with gaps are the same from every format, and so are the cells of the
     * file.
     */
    @Test
    void tablesOfAllKindsSurvive() throws IOException {
        for (int n = 0; n < FILES / 3; n++) {
            SplittableRandom random = new SplittableRandom(100 + n);
            List<Column.Kind> kinds =
                    random.ints(1 + random.nextInt(6), 0, Column.Kind.values().length)
                            .mapToObj(k -> List.of(Column.Kind.values()).get(k))
                            .toList();
            String[][] cells = new String[30][kinds.size()];
            for (int i = 0; i < cells.length; i++) {
                for (int j = 0; j < kinds.size(); j++) {
                    // Every category is there, and no column is empty.
                    boolean isMissing = i > 2 && random.nextInt(4) == 0;
                    cells[i][j] = isMissing ? "" : cell(kinds.get(j), i, random);
                }
            }
            List<double[]> first = List.of();
            for (String ending : List.of(".csv", ".tsv", ".parquet")) {
                List<double[]> found = read(dir.resolve("k" + n + ending), kinds, cells);
                if (!first.isEmpty()) {
                    assertThat(Arrays.deepEquals(found.toArray(), first.toArray())).isTrue();
                }
                first = found;
            }
        }
    }

    private static String cell(Column.Kind kind, int row, SplittableRandom random) {
        return switch (kind) {
            case REAL -> Double.toString(random.nextDouble(-1e6, 1e6));
            case BINARY ->
                    (row == 0 || (row > 1 && random.nextBoolean())) ? "no, \"never\"" : "ja\tä";
            case CATEGORICAL, ORDINAL -> "c\n;" + (row < 3 ? row : random.nextInt(3));
            case COUNT -> Integer.toString(random.nextInt(1000));
            case DATE -> LocalDate.of(1950, 1, 1).plusDays(random.nextInt(40_000)).toString();
        };
    }

    /** Writes a table, and returns its rows as they are read, which are what was written. */
    private static List<double[]> read(Path file, List<Column.Kind> kinds, String[][] cells)
            throws IOException {
        List<Field> fields = new ArrayList<>();
        Map<String, Object> columns = new LinkedHashMap<>();
        for (int j = 0; j < kinds.size(); j++) {
            fields.add(Field.text("k \"" + j));
            columns.put("k \"" + j, kinds.get(j).label());
        }
        try (TableWriter out = TableWriter.open(file, fields)) {
            for (String[] row : cells) {
                out.add((Object[]) row);
            }
            out.finish();
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("path", file.toString());
        settings.put("test", file.toString());
        settings.put("columns", columns);
        Dataset data =
                StrictMapper.of(TableSource.class, settings)
                        .load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            double[] row = new double[kinds.size()];
            data.train().read(i, row, 0);
            rows.add(row);
            for (int j = 0; j < row.length; j++) {
                assertCell(data.facts().form().columns().get(j), cells[i][j], row[j]);
            }
        }
        try (FileTable.Cursor cursor = TableFile.of(file, TableFile.Layout.USUAL).open()) {
            for (String[] row : cells) {
                assertThat(cursor.next()).containsExactly(row);
            }
        }
        return rows;
    }

    private static void assertCell(Column column, String cell, double value) {
        if (cell.isEmpty()) {
            assertThat(value).isNaN();
        } else if (column.kind().hasCategories()) {
            assertThat(column.categories().get((int) value)).isEqualTo(cell);
        } else if (column.kind() == Column.Kind.DATE) {
            assertThat(value).isEqualTo((double) LocalDate.parse(cell).toEpochDay());
        } else {
            assertThat(value).isEqualTo(Double.parseDouble(cell));
        }
    }
}
