// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.FileTable;

/**
 * Writes a table row by row, as CSV, TSV or Parquet by the name of the file.
 *
 * <pre>{@code
 * try (TableWriter out = TableWriter.open(file, List.of(Field.text("row"), Field.number("z0")))) {
 *     out.add("1", 0.25);
 *     out.finish();
 * }
 * }</pre>
 *
 * <p>Without {@link #finish}, {@link #close} leaves no file. A missing value is {@code null} or NaN: an
 * empty cell of CSV, NULL in Parquet. Rows of CSV need no memory. Rows of Parquet may need a temporary
 * file.
 */
public final class TableWriter implements Closeable {

    /** What the cells of a column are. */
    public enum Type {
        /** Texts, of any object its {@code toString}. */
        TEXT("VARCHAR"),
        /** Numbers in single precision, with as few digits as it needs. */
        SINGLE("FLOAT"),
        /** Numbers in double precision. */
        NUMBER("DOUBLE"),
        /** Whole numbers. */
        WHOLE("BIGINT");

        private final String sql;

        Type(String sql) {
            this.sql = sql;
        }
    }

    /**
     * A column of the file.
     *
     * @param sql the type of DuckDB in Parquet
     * @param isCast whether cells are texts that become values of that type
     */
    public record Field(String name, Type type, String sql, boolean isCast) {

        public Field(String name, Type type) {
            this(name, type, type.sql, false);
        }

        /**
         * Returns a column whose cells are texts of values of a type, as {@link FileTable.Field#type} names
         * it. CSV has the texts themselves.
         */
        public static Field stored(String name, String sql) {
            return new Field(name, Type.TEXT, sql, !sql.equals(Type.TEXT.sql));
        }

        /** Returns a column of texts. */
        public static Field text(String name) {
            return new Field(name, Type.TEXT);
        }

        /** Returns a column of numbers in double precision. */
        public static Field number(String name) {
            return new Field(name, Type.NUMBER);
        }
    }

    /** Where rows go. */
    private interface Target extends Closeable {
        void add(@Nullable Object... cells) throws IOException;

        /** Completes the file. */
        void complete() throws IOException;
    }

    private final Path file;
    private final Path unfinished;
    private final int width;
    private final Target target;
    private boolean finished;

    private TableWriter(Path file, Path unfinished, int width, Target target) {
        this.file = file;
        this.unfinished = unfinished;
        this.width = width;
        this.target = target;
    }

    /** Returns whether the format of a file can be written, by its name: .csv, .tsv or .parquet. */
    public static boolean accepts(Path file) {
        return TableFormat.of(file).isPresent() && !name(file).endsWith(".gz");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    /** Begins a file whose columns have names. */
    public static TableWriter open(Path file, List<Field> fields) throws IOException {
        return open(file, fields, true);
    }

    /**
     * Begins a file, next to which a temporary one lies until it is finished.
     *
     * @param hasHeader whether the first row of CSV names the columns; in Parquet they always have names
     * @throws IllegalArgumentException if the name has another ending
     * @throws IOException if it cannot be written
     */
    public static TableWriter open(Path file, List<Field> fields, boolean hasHeader)
            throws IOException {
        if (!accepts(file)) {
            throw new IllegalArgumentException(
                    file + ": tables are written as .csv, .tsv or .parquet");
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        TableFormat format = TableFormat.of(file).orElseThrow();
        Target target =
                format == TableFormat.PARQUET
                        ? Parquet.open(unfinished, fields)
                        : Text.open(
                                unfinished,
                                format == TableFormat.TSV ? '\t' : ',',
                                hasHeader ? fields : List.of());
        return new TableWriter(file, unfinished, fields.size(), target);
    }

    /**
     * Writes a row.
     *
     * @param cells one for each column; null and NaN are missing
     */
    public void add(@Nullable Object... cells) throws IOException {
        if (cells.length != width) {
            throw new IllegalArgumentException(cells.length + " cells of " + width + " columns");
        }
        target.add(cells);
    }

    /** Completes the file, and replaces another of its name. */
    public void finish() throws IOException {
        target.complete();
        target.close();
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        finished = true;
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            target.close();
            Files.deleteIfExists(unfinished);
        }
    }

    private static boolean isMissing(@Nullable Object cell) {
        return cell == null
                || (cell instanceof Double d && Double.isNaN(d))
                || (cell instanceof Float f && Float.isNaN(f));
    }

    /** CSV of RFC 4180 with a line feed at the end of a line. */
    private static final class Text implements Target {
        private final BufferedWriter out;
        private final char separator;

        private Text(BufferedWriter out, char separator) {
            this.out = out;
            this.separator = separator;
        }

        static Text open(Path file, char separator, List<Field> header) throws IOException {
            Text text = new Text(Files.newBufferedWriter(file, UTF_8), separator);
            if (!header.isEmpty()) {
                text.add(header.stream().map(Field::name).toArray());
            }
            return text;
        }

        @Override
        public void add(@Nullable Object... cells) throws IOException {
            for (int j = 0; j < cells.length; j++) {
                if (j > 0) {
                    out.write(separator);
                }
                out.write(isMissing(cells[j]) ? "" : quoted(String.valueOf(cells[j])));
            }
            if (cells.length == 1 && (isMissing(cells[0]) || "".equals(cells[0]))) {
                // An empty line would be no row.
                out.write("\"\"");
            }
            out.write('\n');
        }

        private String quoted(String text) {
            boolean plain =
                    text.chars()
                            .noneMatch(c -> c == separator || c == '"' || c == '\n' || c == '\r');
            return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
        }

        @Override
        public void complete() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private static final class Parquet implements Target {
        private static final String TABLE = "rows";

        private final Path file;
        private final List<Field> fields;
        private final DuckDb database;
        private final DuckDBAppender appender;

        private Parquet(Path file, List<Field> fields, DuckDb database, DuckDBAppender appender) {
            this.file = file;
            this.fields = fields;
            this.database = database;
            this.appender = appender;
        }

        static Parquet open(Path file, List<Field> fields) throws IOException {
            DuckDb database;
            try {
                database = DuckDb.open();
            } catch (DataException e) {
                throw new IOException(e.getMessage(), e);
            }
            try {
                List<String> columns =
                        fields.stream()
                                .map(f -> DuckDb.identifier(f.name()) + " " + f.type().sql)
                                .toList();
                database.run("CREATE TABLE " + TABLE + " (" + String.join(", ", columns) + ")");
                return new Parquet(file, fields, database, database.appender(TABLE));
            } catch (DuckDb.Failure e) {
                database.close();
                throw new IOException(file + ": " + e.reason(), e);
            }
        }

        @Override
        public void add(@Nullable Object... cells) throws IOException {
            try {
                appender.beginRow();
                for (int j = 0; j < cells.length; j++) {
                    append(fields.get(j).type(), cells[j]);
                }
                appender.endRow();
            } catch (SQLException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }

        private static String cell(Field field) {
            String name = DuckDb.identifier(field.name());
            return field.isCast() ? "CAST(" + name + " AS " + field.sql() + ") AS " + name : name;
        }

        private void append(Type type, @Nullable Object cell) throws SQLException {
            if (cell == null || isMissing(cell)) {
                appender.appendNull();
                return;
            }
            switch (type) {
                case TEXT -> appender.append(cell.toString());
                case SINGLE -> appender.append(((Number) cell).floatValue());
                case NUMBER -> appender.append(((Number) cell).doubleValue());
                case WHOLE -> appender.append(((Number) cell).longValue());
            }
        }

        @Override
        public void complete() throws IOException {
            try {
                appender.close();
                String cells = fields.stream().map(Parquet::cell).collect(Collectors.joining(", "));
                database.run(
                        "COPY (SELECT "
                                + cells
                                + " FROM "
                                + TABLE
                                + ") TO "
                                + DuckDb.literal(file.toString())
                                + " (FORMAT parquet)");
            } catch (SQLException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            } catch (DuckDb.Failure e) {
                throw new IOException(file + ": " + e.reason(), e);
            }
        }

        @Override
        public void close() throws IOException {
            database.close();
        }
    }
}
