// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/** A Parquet file, which DuckDB reads. */
final class ParquetTable extends TableFile {

    private ParquetTable(Path path, Layout layout, List<Field> fields, long size) {
        super(path, layout, fields, size);
    }

    /**
     * Opens a file.
     *
     * @throws DataException if it is damaged or has no rows
     */
    static ParquetTable of(Path path, Layout layout) {
        try (DuckDb database = DuckDb.open()) {
            String source = DuckDb.readParquet(path);
            List<String> names = names(path, database);
            CsvRecords.requireDifferent(path.toString(), names);
            List<@Nullable String[]> types = database.rows("DESCRIBE SELECT * FROM " + source);
            List<Field> fields =
                    IntStream.range(0, types.size())
                            .mapToObj(j -> new Field(names.get(j), "" + types.get(j)[1]))
                            .toList();
            String size = "" + database.rows("SELECT count(*) FROM " + source).get(0)[0];
            return new ParquetTable(path, layout, fields, Long.parseLong(size));
        } catch (DuckDb.Failure e) {
            throw e.at(path, 1);
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

    @Override
    public Cursor open() {
        return select(fields(), field -> text(field, field.type()));
    }

    @Override
    Cursor values(List<Field> some) {
        return select(
                some,
                field ->
                        switch (field.type()) {
                            case "FLOAT" -> text(field, "DOUBLE");
                            case "DATE", "TIMESTAMP WITH TIME ZONE" -> text(field, "TIMESTAMP");
                            default -> text(field, field.type());
                        });
    }

    /** Returns a cell in SQL: as a value of a type, and this as a text. */
    private String text(Field field, String type) {
        return "CAST(CAST(#%s AS %s) AS %s)".formatted(place(field.name()) + 1, type, DuckDb.TEXT);
    }

    private Cursor select(List<Field> some, Function<Field, String> sql) {
        String query =
                some.stream()
                        .map(sql)
                        .collect(
                                Collectors.joining(
                                        ", ", "SELECT ", " FROM " + DuckDb.readParquet(path())));
        DuckDb database = DuckDb.open(true);
        try {
            return new Rows(database, database.query(query));
        } catch (DuckDb.Failure e) {
            database.close();
            throw unread(e);
        }
    }

    /** Explains why rows are not read: the driver tells no reason. */
    private DataException unread(Exception e) {
        return new DataException(
                "%s: not all rows can be read: it is damaged, or memory does not suffice: %s"
                        .formatted(path(), DuckDb.memory(fields().size())),
                e);
    }

    private final class Rows implements Cursor {
        private final DuckDb database;
        private final ResultSet found;

        Rows(DuckDb database, ResultSet found) {
            this.database = database;
            this.found = found;
        }

        @Override
        public @Nullable String[] next() {
            try {
                if (found.next()) {
                    return DuckDb.row(found);
                }
                throw ended();
            } catch (SQLException e) {
                throw unread(e);
            }
        }

        @Override
        public void close() {
            database.close();
        }
    }

    @Override
    String place(int row) {
        return path() + ", row " + (row + 1);
    }

    @Override
    String placeOfNames() {
        return path().toString();
    }
}
