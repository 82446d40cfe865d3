// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.FileTable.Field;

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
 * <p>Without {@link #finish}, {@link #close} leaves no file. A missing value is {@code null} or
 * NaN: an empty cell of CSV, NULL in Parquet. Rows need no memory: those of Parquet are first
 * written as CSV, in a file next to it.
 */
public final class TableWriter implements Closeable {
    /** Of a character in UTF-8, the most bytes. */
    private static final int BYTES_OF_CHARACTER = 3;

    private final Path file;
    private final List<Field> fields;
    private final TableFormat format;

    /** The file itself, or the rows of Parquet as CSV. */
    private final Path rows;

    private final BufferedWriter out;

    /** Writes rows; those of Parquet tell an empty text from a missing one. */
    private final CsvWriter plain;

    private final CsvWriter quoted;

    /** Of the lines so far, the bytes, or more. */
    private long longest;

    private boolean finished;

    private TableWriter(Path file, List<Field> fields, TableFormat format) throws IOException {
        this.file = file;
        this.fields = fields;
        this.format = format;
        boolean isParquet = format == TableFormat.PARQUET;
        this.rows = isParquet ? file.resolveSibling(file.getFileName() + ".rows") : file;
        this.out = Files.newBufferedWriter(rows);
        this.plain = csv(isParquet ? QuoteStrategies.EMPTY : QuoteStrategies.REQUIRED);
        this.quoted = csv(QuoteStrategies.ALWAYS);
    }

    private CsvWriter csv(QuoteStrategies quotes) {
        return CsvWriter.builder()
                .fieldSeparator(format.separator())
                .lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(quotes)
                .bufferSize(0)
                .build(out);
    }

    /** Returns whether the format of a file can be written, by its name: .csv, .tsv or .parquet. */
    public static boolean accepts(Path file) {
        return TableFormat.of(file).isPresent() && !TableFormat.isZipped(file);
    }

    /** Begins a file whose columns have names; CSV has texts alone. */
    public static TableWriter open(Path file, List<Field> fields) throws IOException {
        return open(file, fields, true);
    }

    /**
     * Begins a file.
     *
     * @param hasHeader whether the first row of CSV names the columns; in Parquet they always have
     *     names
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
            requireDifferentInAnyCase(fields);
        }
        TableWriter writer = new TableWriter(file, fields, format);
        if (hasHeader && format != TableFormat.PARQUET) {
            writer.add(fields.stream().map(Field::name).toArray());
        }
        return writer;
    }

    /** DuckDB would rename one of two such columns. */
    private static void requireDifferentInAnyCase(List<Field> fields) {
        Map<String, String> names = new HashMap<>();
        for (Field field : fields) {
            String other = names.put(field.name().toLowerCase(Locale.ROOT), field.name());
            if (other != null) {
                throw DataException.of(
                        "the columns \"%s\" and \"%s\" differ in case alone, and DuckDB writes no such"
                                + " Parquet file\nchoose a name that ends in .csv",
                        other, field.name());
            }
        }
    }

    /**
     * Writes a row.
     *
     * @param cells one for each column; null and NaN are missing
     */
    public void add(@Nullable Object... cells) throws IOException {
        if (cells.length != fields.size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells of " + fields.size() + " columns");
        }
        @Nullable String[] row =
                Arrays.stream(cells).map(TableWriter::written).toArray(String[]::new);
        // An empty line would be no row. Readers of TSV tell a row of several lines, whose cells
        // are all quoted, from
        // rows with quotation marks as characters.
        String text = Arrays.stream(row).filter(c -> c != null).collect(Collectors.joining());
        boolean isQuoted =
                (format == TableFormat.TSV && text.contains("\n"))
                        || (format != TableFormat.PARQUET && row.length == 1 && text.isEmpty());
        (isQuoted ? quoted : plain).writeRecord(row);
        longest = Math.max(longest, BYTES_OF_CHARACTER * (2L * text.length() + 3L * row.length));
    }

    private static @Nullable String written(@Nullable Object cell) {
        boolean isMissing =
                cell == null
                        || (cell instanceof Double d && Double.isNaN(d))
                        || (cell instanceof Float f && Float.isNaN(f));
        return isMissing ? null : String.valueOf(cell);
    }

    /** Completes the file. */
    public void finish() throws IOException {
        out.close();
        if (format == TableFormat.PARQUET) {
            try (DuckDb database = DuckDb.open()) {
                database.run(
                        "COPY (SELECT * FROM %s) TO %s (FORMAT parquet)"
                                .formatted(
                                        DuckDb.readCsv(rows, fields, longest),
                                        DuckDb.literal(file.toAbsolutePath().toString())));
            } catch (DuckDb.Failure e) {
                throw new IOException(file + ": " + e.reason(fields.size()), e);
            } catch (DataException e) {
                throw new IOException(e.getMessage(), e);
            }
            Files.delete(rows);
        }
        finished = true;
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            out.close();
            Files.deleteIfExists(rows);
            Files.deleteIfExists(file);
        }
    }
}
