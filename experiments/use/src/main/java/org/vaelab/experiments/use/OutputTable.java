// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.FileTable;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.sources.Hdf5;
import org.vaelab.framework.tables.TableWriter;

/**
 * A table of results that is written row by row. The ending of the file's name chooses the format:
 * {@code .npy} for the numbers alone, {@code .h5ad}, {@code .parquet}, {@code .tsv}, and CSV for
 * {@code .csv} or none. The file is there wholly or not at all.
 */
final class OutputTable {

    private static final Pattern ENDING = Pattern.compile("\\.[A-Za-z][A-Za-z0-9]*$");

    private OutputTable() {}

    /** Receives the rows of a table. */
    @FunctionalInterface
    public interface Sink {

        /**
         * Adds a row.
         *
         * @param cells one for each column: a text, a number, or null for none
         */
        void row(List<? extends @Nullable Object> cells) throws IOException;
    }

    /** Gives the rows of a table. */
    @FunctionalInterface
    public interface Rows {

        void to(Sink sink) throws IOException;
    }

    /** Returns whether a file holds numbers alone, so that names of categories do not fit in. */
    public static boolean isOfNumbers(Path file) {
        return ends(file, ".npy");
    }

    /** Returns whether the name of a file has an ending, whatever its case. */
    static boolean ends(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /**
     * Writes a table. A label that is called like another column is {@code label.NAME}.
     *
     * @throws IOException if it cannot be written; an older file is then untouched
     * @throws IllegalArgumentException if the format cannot hold such columns, or the ending is
     *     that of another format
     */
    public static void write(Path file, List<OutputColumn> given, Rows rows) throws IOException {
        List<OutputColumn> columns = OutputColumn.distinct(given);
        if (isOfNumbers(file)) {
            AtomicFile.make(file, made -> NpyOutput.write(made, columns, rows));
        } else if (ends(file, ".h5ad")) {
            Hdf5.requireLibrary();
            AtomicFile.make(file, made -> AnnDataOutput.write(made, columns, rows));
        } else if (ends(file, ".parquet") || ends(file, ".tsv")) {
            AtomicFile.make(file, made -> table(made, columns, rows));
        } else {
            requireCsv(file);
            AtomicFile.make(file, made -> csv(made, columns, rows));
        }
    }

    /** A file without an ending is CSV. */
    private static void requireCsv(Path file) {
        Matcher ending = ENDING.matcher(String.valueOf(file.getFileName()));
        if (ending.find() && !ends(file, ".csv")) {
            throw new IllegalArgumentException(
                    "%s: a table is no %s file; name a .csv, .tsv, .npy, .parquet or .h5ad file"
                            .formatted(file, ending.group()));
        }
    }

    private static void table(Path file, List<OutputColumn> columns, Rows rows) throws IOException {
        List<FileTable.Field> fields =
                columns.stream()
                        .map(
                                column ->
                                        column.isNumber()
                                                ? FileTable.Field.number(column.name())
                                                : FileTable.Field.text(column.name()))
                        .toList();
        try (TableWriter out = TableWriter.open(file, fields)) {
            rows.to(cells -> out.add(cells.toArray()));
            out.finish();
        }
    }

    private static void csv(Path file, List<OutputColumn> columns, Rows rows) throws IOException {
        try (Writer out =
                new BufferedWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            out.write(Csv.line(columns.stream().map(OutputColumn::name).toArray()));
            rows.to(
                    cells -> {
                        requireFitting(columns, cells);
                        out.write(Csv.line(cells.stream().map(OutputTable::field).toArray()));
                    });
        }
    }

    static void requireFitting(List<OutputColumn> columns, List<?> cells) {
        if (columns.size() != cells.size()) {
            throw new IllegalArgumentException(
                    cells.size() + " cells in " + columns.size() + " columns");
        }
    }

    private static @Nullable Object field(@Nullable Object cell) {
        return cell instanceof Float number ? number(number) : cell;
    }

    /** Returns a number in single precision as text; a whole number has no fraction. */
    static String number(float value) {
        if (Float.isNaN(value)) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? Integer.toString((int) value)
                : Float.toString(value);
    }
}
