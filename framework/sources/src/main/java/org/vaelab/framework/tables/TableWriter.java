// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
 * empty cell of CSV, NULL in Parquet. Rows need no memory: those of Parquet are first kept in a file next to it.
 */
public abstract class TableWriter implements Closeable {
    /**
     * A column of the file.
     *
     * @param sql the type in Parquet, as {@link FileTable.Field#type} names it; CSV has texts
     */
    public record Field(String name, String sql) {
        /** Returns a column of texts. */
        public static Field text(String name) {
            return new Field(name, DuckDb.TEXT);
        }

        /** Returns a column of numbers in double precision. */
        public static Field number(String name) {
            return new Field(name, "DOUBLE");
        }

        /** Returns a column of whole numbers. */
        public static Field whole(String name) {
            return new Field(name, "BIGINT");
        }
    }

    private final Path file;
    private final int width;
    private boolean finished;

    /**
     * @param width the number of columns
     */
    TableWriter(Path file, int width) {
        this.file = file;
        this.width = width;
    }

    /** Returns whether the format of a file can be written, by its name: .csv, .tsv or .parquet. */
    public static boolean accepts(Path file) {
        return TableFormat.of(file).isPresent() && !TableFormat.isZipped(file);
    }

    /** Begins a file whose columns have names. */
    public static TableWriter open(Path file, List<Field> fields) throws IOException {
        return open(file, fields, true);
    }

    /**
     * Begins a file.
     *
     * @param hasHeader whether the first row of CSV names the columns; in Parquet they always have names
     * @throws IllegalArgumentException if the name has another ending
     * @throws DataException if names of Parquet differ in case alone
     * @throws IOException if it cannot be written
     */
    public static TableWriter open(Path file, List<Field> fields, boolean hasHeader)
            throws IOException {
        if (!accepts(file)) {
            throw new IllegalArgumentException(
                    file + ": tables are written as .csv, .tsv or .parquet");
        }
        TableFormat format = TableFormat.of(file).orElseThrow();
        if (format == TableFormat.PARQUET) {
            return ParquetWriter.to(file, fields);
        }
        TableWriter writer = new TextWriter(file, fields.size(), format == TableFormat.TSV);
        if (hasHeader) {
            writer.add(fields.stream().map(Field::name).toArray());
        }
        return writer;
    }

    final Path file() {
        return file;
    }

    /**
     * Writes a row.
     *
     * @param cells one for each column; null and NaN are missing
     */
    public final void add(@Nullable Object... cells) throws IOException {
        if (cells.length != width) {
            throw new IllegalArgumentException(cells.length + " cells of " + width + " columns");
        }
        write(Arrays.stream(cells).map(TableWriter::written).toArray(String[]::new));
    }

    private static @Nullable String written(@Nullable Object cell) {
        boolean isMissing =
                cell == null
                        || (cell instanceof Double d && Double.isNaN(d))
                        || (cell instanceof Float f && Float.isNaN(f));
        return isMissing ? null : String.valueOf(cell);
    }

    /** Writes a row; null is missing. */
    abstract void write(@Nullable String[] cells) throws IOException;

    /** Completes the file. */
    public final void finish() throws IOException {
        complete();
        finished = true;
    }

    abstract void complete() throws IOException;

    /** Closes what was opened, and deletes what was needed meanwhile. */
    abstract void release() throws IOException;

    @Override
    public final void close() throws IOException {
        release();
        if (!finished) {
            Files.deleteIfExists(file);
        }
    }
}
