// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * A file of rows and columns, opened with DuckDB. In SQL its rows are {@link #RELATION}, its columns
 * {@code c0}, {@code c1}, ... in the order of the file. All columns of CSV are texts.
 */
final class TableFile implements AutoCloseable {

    /** The name of the rows in SQL. */
    static final String RELATION = "cells";

    /** The name of the rows of Parquet in SQL, all cells as texts. */
    private static final String TEXTS = "stored";

    /** The bytes of text whose cells are stored in a file and not in memory. */
    private static final long LARGE = 16L << 20;

    private static final long ZIPPED = 10;

    /** The bytes of a line that DuckDB reads unless it is told to read more. */
    private static final long USUAL_LINE = 1_900_000;

    private static final int SHOWN = 60;

    /** A text that no file has, in SQL: DuckDB itself reads nothing as NULL. */
    private static final String NO_NULL = "chr(1)";

    private final Path path;
    private final boolean hasLines;
    private final long recordsBefore;
    private final char separator;
    private final List<Field> fields;
    private final DuckDb database;
    private final boolean isPadded;
    private final List<String> remarks;
    private final int size;

    private TableFile(
            Path path,
            boolean hasLines,
            long recordsBefore,
            char separator,
            List<Field> fields,
            DuckDb database,
            boolean isPadded,
            List<String> remarks,
            long size) {
        this.isPadded = isPadded;
        this.remarks = List.copyOf(remarks);
        this.path = path;
        this.hasLines = hasLines;
        this.recordsBefore = recordsBefore;
        this.separator = separator;
        this.fields = List.copyOf(fields);
        this.database = database;
        if (size == 0) {
            throw new DataException(path + ": no rows of data");
        }
        if (size > Integer.MAX_VALUE) {
            throw DataException.of("%s: %s rows are more than %s", path, size, Integer.MAX_VALUE);
        }
        this.size = (int) size;
    }

    /**
     * A column of the file, by its place.
     *
     * @param type of its cells in SQL, as the file stores them
     */
    record Field(int place, String name, Storage storage, String type) {
        /** Returns the column in SQL. */
        String sql() {
            return "c" + place;
        }
    }

    /** How the values of a column are stored. */
    enum Storage {
        TEXT,
        NUMBER,
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
     */
    record Layout(@Nullable TableFormat format, boolean hasHeader, @Nullable Character separator) {

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
                    ? parquet(path, database)
                    : text(path, layout, database);
        } catch (DuckDb.Failure e) {
            database.close();
            throw UnreadableTable.because(path, e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static TableFile text(Path path, Layout layout, DuckDb database) {
        char separator = layout.separatorOf(path);
        CsvScan.Found found = CsvScan.of(path, separator);
        int header = layout.hasHeader() ? 1 : 0;
        List<String> names =
                layout.hasHeader()
                        ? found.first()
                        : IntStream.rangeClosed(1, found.first().size())
                                .mapToObj(Integer::toString)
                                .toList();
        requireDifferent(path, names);
        long size = found.records() - header;
        List<Field> fields =
                IntStream.range(0, names.size())
                        .mapToObj(j -> new Field(j, names.get(j), Storage.TEXT, "VARCHAR"))
                        .toList();
        TableFile file =
                new TableFile(
                        path,
                        true,
                        header,
                        separator,
                        fields,
                        database,
                        found.padded(),
                        layout.remarks(path, separator),
                        size);
        String offset = header == 1 ? " OFFSET 1" : "";
        Optional<String> problem =
                file.problem(readCsv(path, separator, found, names.size(), "") + offset);
        if (problem.isPresent()) {
            problem =
                    file.problem(
                            readCsv(path, separator, found, names.size(), "strict_mode=false, ")
                                    + offset);
        }
        problem.ifPresent(
                text -> {
                    throw DataException.of(
                            "%s: not all of its %s rows can be read: %s\nsave it as Parquet",
                            path, size, text);
                });
        return file;
    }

    private static String readCsv(
            Path path, char separator, CsvScan.Found found, int width, String options) {
        String columns =
                IntStream.range(0, width)
                        .mapToObj(j -> "'c" + j + "': 'VARCHAR'")
                        .collect(Collectors.joining(", "));
        String line =
                found.longest() > USUAL_LINE ? "max_line_size=" + (found.longest() + 2) + ", " : "";
        return "read_csv(%s, auto_detect=false, header=false, delim=%s, quote='\"', escape='\"', nullstr=%s, %s%s compression='%s', columns={%s})"
                .formatted(
                        DuckDb.literal(path.toString()),
                        DuckDb.literal(String.valueOf(separator)),
                        NO_NULL,
                        line + options,
                        newline(found),
                        TableFormat.isZipped(path) ? "gzip" : "none",
                        columns);
    }

    private static String newline(CsvScan.Found found) {
        return found.mixed() || found.newline().isEmpty()
                ? ""
                : "new_line='" + found.newline().replace("\r", "\\r").replace("\n", "\\n") + "',";
    }

    private static void requireDifferent(Path path, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw DataException.of("%s, line 1: two columns are named \"%s\"", path, name);
            }
        }
    }

    /** Makes the rows those of a table function; returns what keeps it from reading all rows. */
    private Optional<String> problem(String source) {
        database.run("CREATE OR REPLACE VIEW " + RELATION + " AS SELECT * FROM " + source);
        try {
            long found = count(database, RELATION);
            return found == size
                    ? Optional.empty()
                    : Optional.of("DuckDB finds " + found + ", as where line ends are mixed");
        } catch (DuckDb.Failure e) {
            if (UnreadableTable.isOfEncoding(e)) {
                throw e;
            }
            return Optional.of(e.reason());
        }
    }

    private static long count(DuckDb database, String rows) {
        return Long.parseLong(
                String.valueOf(database.rows("SELECT count(*) FROM " + rows).get(0)[0]));
    }

    private static TableFile parquet(Path path, DuckDb database) {
        String source = "read_parquet(" + DuckDb.literal(path.toString()) + ")";
        List<Field> fields = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (@Nullable String[] row : database.rows("DESCRIBE SELECT * FROM " + source)) {
            String type = String.valueOf(row[1]);
            Field field = new Field(fields.size(), String.valueOf(row[0]), storage(type), type);
            fields.add(field);
            String column = DuckDb.identifier(field.name());
            cells.add(cell(column, field.storage()) + " AS " + field.sql());
            texts.add("CAST(" + column + " AS VARCHAR) AS " + field.sql());
        }
        database.createView(RELATION, cells, source);
        database.createView(TEXTS, texts, source);
        return new TableFile(
                path, false, 0, ',', fields, database, true, List.of(), count(database, source));
    }

    private static Storage storage(String type) {
        if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
            return Storage.DATE;
        } else if (type.equals("VARCHAR") || type.equals("BOOLEAN") || type.startsWith("ENUM")) {
            return Storage.TEXT;
        }
        boolean number =
                type.matches("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\\(.*\\)");
        return number ? Storage.NUMBER : Storage.OTHER;
    }

    private static String cell(String column, Storage storage) {
        return switch (storage) {
            case TEXT -> "CAST(" + column + " AS VARCHAR)";
            case NUMBER -> "CAST(" + column + " AS DOUBLE)";
            case DATE -> "CAST(" + column + " AS TIMESTAMP)";
            case OTHER -> "NULL";
        };
    }

    Path path() {
        return path;
    }

    /** Returns whether texts may have spaces at their ends. */
    boolean isPadded() {
        return isPadded;
    }

    /**
     * Returns whether it takes long to parse the rows, so that they are stored once they are parsed. Parquet is
     * read as fast as what would be stored.
     */
    boolean isParsed() {
        return hasLines;
    }

    /** Returns whether the rows may need much memory. */
    boolean isLarge() {
        try {
            return Files.size(path) > (TableFormat.isZipped(path) ? LARGE / ZIPPED : LARGE);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    List<Field> fields() {
        return fields;
    }

    List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    DuckDb database() {
        return database;
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
                                        hasLines ? ", line 1" : "",
                                        name,
                                        key,
                                        String.join(", ", names())));
    }

    /** Returns where a row is in the file, for messages. */
    String place(int row) {
        return hasLines
                ? path + ", line " + CsvScan.line(path, separator, recordsBefore + row)
                : path + ", row " + (row + 1);
    }

    /** Returns the character between two cells of a text file. */
    char separator() {
        return separator;
    }

    /** Returns what a user should know of how the file is read. */
    List<String> remarks() {
        return remarks;
    }

    /** Returns what a cell holds, for messages: without spaces at its ends, and shortened; empty for NULL. */
    String cell(int row, Field field) {
        try {
            String text =
                    database.rows(
                                    "SELECT CAST(%s AS VARCHAR) FROM %s LIMIT 1 OFFSET %d"
                                            .formatted(field.sql(), RELATION, row))
                            .get(0)[0];
            return text == null ? "" : shortened(text.strip());
        } catch (DuckDb.Failure e) {
            throw UnreadableTable.because(path, e);
        }
    }

    /** Returns a text that may be long, for messages. */
    static String shortened(String text) {
        return text.length() <= SHOWN
                ? text
                : text.substring(0, SHOWN) + "... (" + text.length() + " characters)";
    }

    /** Reads all rows in order, all cells as texts as they are; null for NULL. */
    TextRows texts() {
        try {
            return database.texts(this, "SELECT * FROM " + (hasLines ? RELATION : TEXTS));
        } catch (DuckDb.Failure e) {
            throw UnreadableTable.because(path, e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
