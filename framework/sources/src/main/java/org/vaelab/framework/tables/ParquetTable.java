// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/** A Parquet file, which DuckDB reads. */
final class ParquetTable extends TableFile {
    private final DuckDb database;

    private ParquetTable(
            Path path, Layout layout, List<Field> fields, long size, DuckDb database) {
        super(path, layout, fields, size);
        this.database = database;
    }

    /**
     * Opens a file.
     *
     * @throws DataException if it is damaged or has no rows
     */
    static ParquetTable open(Path path, Layout layout) {
        DuckDb database = DuckDb.open();
        try {
            String source = DuckDb.readParquet(path);
            List<String> names = names(path, database);
            CsvRecords.requireDifferent(path.toString(), names);
            List<@Nullable String[]> columns = database.rows("DESCRIBE SELECT * FROM " + source);
            List<Field> fields =
                    IntStream.range(0, columns.size())
                            .mapToObj(j -> field(j, names.get(j), "" + columns.get(j)[1]))
                            .toList();
            long size = Long.parseLong("" + database.rows("SELECT count(*) FROM " + source).get(0)[0]);
            return new ParquetTable(path, layout, fields, size, database);
        } catch (DuckDb.Failure e) {
            database.close();
            throw e.at(path, 1);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Returns the names that a file has: DuckDB renames columns that differ in case alone, and equal ones. */
    private static List<String> names(Path path, DuckDb database) {
        List<String> names = new ArrayList<>();
        // The elements of the schema, each before its children; the first one is the whole.
        int inside = 0;
        for (@Nullable String[] element :
                database.rows(
                        "SELECT name, coalesce(num_children, 0) FROM parquet_schema(%s) OFFSET 1"
                                .formatted(DuckDb.file(path)))) {
            if (inside == 0) {
                names.add(String.valueOf(element[0]));
            } else {
                inside--;
            }
            inside += Integer.parseInt(String.valueOf(element[1]));
        }
        return names;
    }

    private static Field field(int index, String name, String type) {
        return new Field(index, name, storage(type), type);
    }

    private static Storage storage(String type) {
        if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
            return Storage.DATE;
        } else if (type.equals(DuckDb.TEXT) || type.equals("BOOLEAN") || type.startsWith("ENUM")) {
            return Storage.TEXT;
        }
        if (type.equals("BIGINT")) {
            return Storage.WHOLE;
        } else if (type.matches("UBIGINT|U?HUGEINT|DECIMAL\\(.*\\)")) {
            return Storage.DIGITS;
        }
        boolean number = type.matches("U?(TINY|SMALL)?INT(EGER)?|FLOAT|DOUBLE");
        return number ? Storage.NUMBER : Storage.OTHER;
    }

    /** Returns a column in SQL. */
    private static String column(Field field) {
        return "#" + (field.index() + 1);
    }

    private static String value(Field field) {
        return switch (field.storage()) {
            case TEXT, DIGITS, OTHER -> text(field);
            case WHOLE -> column(field);
            case NUMBER -> "CAST(" + column(field) + " AS DOUBLE)";
            case DATE ->
                    (field.isOfNanoseconds() ? "epoch_ns(" : "epoch_us(") + column(field) + ")";
        };
    }

    private static String text(Field field) {
        return "CAST(" + column(field) + " AS VARCHAR)";
    }

    @Override
    Rows values(List<Field> some) {
        return select(some.stream().map(ParquetTable::value), some.size());
    }

    @Override
    Rows texts() {
        return select(fields().stream().map(ParquetTable::text), fields().size());
    }

    private Rows select(Stream<String> columns, int count) {
        try {
            return database.query(
                    columns.collect(
                            Collectors.joining(
                                    ", ", "SELECT ", " FROM " + DuckDb.readParquet(path()))));
        } catch (DuckDb.Failure e) {
            throw e.at(path(), count);
        }
    }

    /** DuckDB reports no error where memory does not suffice. */
    @Override
    DataException ended() {
        return new DataException(
                super.ended().getMessage()
                        + ", or memory does not suffice: "
                        + DuckDb.memory(fields().size()));
    }

    @Override
    String place(int row) {
        return path() + ", row " + (row + 1);
    }

    @Override
    String placeOfNames() {
        return path().toString();
    }

    @Override
    List<String> remarks() {
        return List.of();
    }

    @Override
    public void close() {
        database.close();
    }
}
