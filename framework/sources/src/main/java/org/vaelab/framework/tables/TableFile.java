// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.UnreadableFile;

/** A file of rows and columns, opened with DuckDB. All columns of CSV are texts. */
final class TableFile implements AutoCloseable {
    private final Path path;
    private final Layout layout;

    /** Between two cells of a text file; null for Parquet. */
    private final @Nullable Character separator;

    /** Whether quotation marks enclose cells of a text file. */
    private final boolean quotes;

    private final DuckDb database;

    /** The rows in SQL. */
    private final String source;

    private final List<Field> fields;
    private final int size;

    private TableFile(
            Path path,
            Layout layout,
            @Nullable Character separator,
            boolean quotes,
            DuckDb database,
            String source,
            List<Field> fields,
            long size) {
        this.path = path;
        this.layout = layout;
        this.separator = separator;
        this.quotes = quotes;
        this.database = database;
        this.source = source;
        this.fields = List.copyOf(fields);
        if (size == 0) {
            throw new DataException(path + ": no rows of data");
        }
        if (size > Integer.MAX_VALUE) {
            throw DataException.of("%s: %s rows are more than %s", path, size, Integer.MAX_VALUE);
        }
        this.size = (int) size;
    }

    /**
     * A column of the file.
     *
     * @param column in SQL
     * @param type of its cells in SQL, as the file stores them
     */
    record Field(String name, String column, Storage storage, String type) {
        /** Returns what is read of a cell, in SQL. */
        String value() {
            return switch (storage) {
                case TEXT, DIGITS, OTHER -> text();
                case WHOLE -> column;
                case NUMBER -> "CAST(" + column + " AS DOUBLE)";
                case DATE -> "epoch_" + (isOfNanoseconds() ? "ns(" : "us(") + column + ")";
            };
        }

        /** Returns whether a date counts nanoseconds, and not microseconds. */
        boolean isOfNanoseconds() {
            return type.endsWith("_NS");
        }

        /** Returns a cell as a text, in SQL. */
        String text() {
            return type.equals(DuckDb.TEXT) ? column : "CAST(" + column + " AS VARCHAR)";
        }
    }

    /** Takes the rows of a file in order. */
    @FunctionalInterface
    interface RowReader {
        /** Takes a row, from 0; the cells are filled again for the next one. */
        void read(int row, List<Cell> cells) throws IOException;
    }

    /** How the values of a column are stored. */
    enum Storage {
        TEXT,
        /** Numbers that double precision holds to the last digit. */
        NUMBER,
        /** Integers of 64 bits. */
        WHOLE,
        /** Numbers of more digits, which are read as texts. */
        DIGITS,
        /** Days and instants; a time without a zone is one of UTC. */
        DATE,
        /** Lists, bytes and the like, which have no value of a column. */
        OTHER
    }

    /**
     * How text files are read.
     *
     * @param format empty: by the name of the file
     * @param hasHeader whether the first row names the columns; else they are called 1, 2, ...
     * @param separator empty: by the format
     * @param missing texts that stand for no value, beside the usual ones
     */
    record Layout(
            @Nullable TableFormat format,
            boolean hasHeader,
            @Nullable Character separator,
            List<String> missing) {
        Layout {
            missing = List.copyOf(missing);
        }

        /** Returns the number of records before the first row of data. */
        int linesBefore() {
            return hasHeader ? 1 : 0;
        }

        TableFormat formatOf(Path file) {
            return format != null ? format : TableFormat.of(file).orElse(TableFormat.CSV);
        }

        /**
         * Returns the separator of a text file.
         *
         * @throws DataException if that of the settings leaves each record in one piece
         */
        char separatorOf(Path file) {
            return separator != null
                    ? SeparatorRule.checked(file, separator)
                    : SeparatorRule.of(file, usualOf(file));
        }

        private char usualOf(Path file) {
            return formatOf(file) == TableFormat.TSV ? '\t' : ',';
        }

        /** Returns what a user should know of the separator that was found. */
        List<String> remarks(Path file, char found) {
            return separator != null || found == usualOf(file)
                    ? List.of()
                    : List.of(
                            "cells are separated by \"%s\"; to set another: separator"
                                    .formatted(SeparatorRule.name(found)));
        }
    }

    /**
     * Opens a file.
     *
     * @throws DataException if it cannot be read, is damaged or has no rows
     */
    static TableFile open(Path path, Layout layout) {
        UnreadableTable.require(path);
        DuckDb database = DuckDb.open();
        try {
            return layout.formatOf(path) == TableFormat.PARQUET
                    ? parquet(path, layout, database)
                    : text(path, layout, database);
        } catch (DuckDb.Failure e) {
            database.close();
            throw UnreadableTable.because(path, 1, e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static TableFile text(Path path, Layout layout, DuckDb database) {
        char separator = layout.separatorOf(path);
        CsvScan scan = CsvScan.of(path, separator).required();
        String source = readCsv(path, scan, "");
        if (problem(database, source, scan).isPresent()) {
            source = readCsv(path, scan, ", strict_mode=false");
            problem(database, source, scan)
                    .ifPresent(
                            text -> {
                                throw DataException.of(
                                        "%s: not all of its %s rows can be read: %s\n"
                                                + "save it as Parquet",
                                        path, scan.records() - layout.linesBefore(), text);
                            });
        }
        @Nullable String[] first = firstRow(path, database, source, scan.cells());
        List<Field> fields = new ArrayList<>();
        for (int j = 0; j < first.length; j++) {
            String name = layout.hasHeader() ? String.valueOf(first[j]) : "" + (j + 1);
            fields.add(new Field(name, "c" + j, Storage.TEXT, DuckDb.TEXT));
        }
        CsvRecords.requireDifferent(path + ", line 1", fields.stream().map(Field::name).toList());
        return new TableFile(
                path,
                layout,
                separator,
                scan.quotes(),
                database,
                source + " OFFSET " + layout.linesBefore(),
                fields,
                scan.records() - layout.linesBefore());
    }

    private static @Nullable String[] firstRow(
            Path path, DuckDb database, String source, int columns) {
        try {
            return database.rows("SELECT * FROM " + source + " LIMIT 1").get(0);
        } catch (DuckDb.Failure e) {
            throw UnreadableTable.because(path, columns, e);
        }
    }

    /** Returns what keeps a table function from reading all records. */
    private static Optional<String> problem(DuckDb database, String source, CsvScan scan) {
        try {
            long found = count(database, source);
            return found == scan.records()
                    ? Optional.empty()
                    : Optional.of("DuckDB finds " + found + ", as where line ends are mixed");
        } catch (DuckDb.Failure e) {
            if (UnreadableTable.isOfEncoding(e)) {
                throw e;
            }
            return Optional.of(e.reason(scan.cells()));
        }
    }

    private static long count(DuckDb database, String source) {
        return Long.parseLong(
                String.valueOf(database.rows("SELECT count(*) FROM " + source).get(0)[0]));
    }

    private static String readCsv(Path path, CsvScan scan, String options) {
        return DuckDb.readCsv(
                path, scan.separator(), scan.quotes(), scan.cells(), scan.longest(), options);
    }

    private static TableFile parquet(Path path, Layout layout, DuckDb database) {
        String source = DuckDb.readParquet(path);
        List<String> names = parquetNames(path, database);
        CsvRecords.requireDifferent(path.toString(), names);
        List<@Nullable String[]> columns = database.rows("DESCRIBE SELECT * FROM " + source);
        List<Field> fields =
                IntStream.range(0, columns.size())
                        .mapToObj(j -> parquetField(names.get(j), columns.get(j)))
                        .toList();
        return new TableFile(
                path, layout, null, true, database, source, fields, count(database, source));
    }

    /** Returns the names that a file has: DuckDB renames columns that differ in case alone, and equal ones. */
    private static List<String> parquetNames(Path path, DuckDb database) {
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

    private static Field parquetField(String name, @Nullable String[] column) {
        String type = String.valueOf(column[1]);
        return new Field(name, DuckDb.identifier(String.valueOf(column[0])), storage(type), type);
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

    Path path() {
        return path;
    }

    Layout layout() {
        return layout;
    }

    List<Field> fields() {
        return fields;
    }

    List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /** Returns the number of rows of data. */
    int size() {
        return size;
    }

    /**
     * Returns the column of a name.
     *
     * @param key of the setting that names it
     * @throws DataException if there is none
     */
    Field field(String key, String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                DataException.of(
                                        "%s%s: no column \"%s\" (setting %s); there are: %s",
                                        path,
                                        separator != null ? ", line 1" : "",
                                        name,
                                        key,
                                        String.join(", ", names())));
    }

    /** Returns where a row is in the file, for messages. */
    String place(int row) {
        return separator != null
                ? path
                        + ", line "
                        + CsvScan.line(path, separator, quotes, layout.linesBefore() + row)
                : path + ", row " + (row + 1);
    }

    /** Returns the character between two cells of a text file, as a config has it. */
    String separator() {
        return SeparatorRule.name(separator == null ? ',' : separator);
    }

    /** Returns what a user should know of how the file is read. */
    List<String> remarks() {
        if (separator == null) {
            return List.of();
        }
        List<String> remarks = new ArrayList<>(layout.remarks(path, separator));
        if (!quotes) {
            remarks.add(path + ": " + CsvRecords.PLAIN_QUOTES);
        }
        return remarks;
    }

    /** Reads some columns of all rows. */
    void read(List<Field> some, RowReader reader) {
        if (some.isEmpty()) {
            return;
        }
        List<Cell> cells =
                some.stream().map(f -> new Cell(f, Set.copyOf(layout.missing()))).toList();
        try (DuckDb.Result found = select(some.stream().map(Field::value))) {
            for (int row = 0; row < size; row++) {
                if (!found.next()) {
                    throw ended();
                }
                for (int j = 0; j < cells.size(); j++) {
                    cells.get(j).take(found.column(j), found.row());
                }
                reader.read(row, cells);
            }
        } catch (DuckDb.Failure e) {
            throw UnreadableTable.because(path, cells.size(), e);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    /** Reads all cells as texts as they are; null for NULL. */
    DuckDb.Result texts() {
        try {
            return select(fields.stream().map(Field::text));
        } catch (DuckDb.Failure e) {
            throw UnreadableTable.because(path, fields.size(), e);
        }
    }

    /** Explains why a result ended before the last row: DuckDB reports no error. */
    DataException ended() {
        return DataException.of(
                "%s: fewer than its %s rows were read: it was changed meanwhile, or memory does not"
                        + " suffice: %s",
                path, size, DuckDb.memory(fields.size()));
    }

    private DuckDb.Result select(Stream<String> columns) {
        return database.query(
                columns.collect(Collectors.joining(", ", "SELECT ", " FROM " + source)));
    }

    @Override
    public void close() {
        database.close();
    }
}
