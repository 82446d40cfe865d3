// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Labels;
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

    /**
     * Returns the column of what examples are called in the user's files, and those of their
     * labels.
     */
    public static List<Field> keys(Examples examples) {
        return Stream.concat(
                        Stream.of(examples.origin().column()),
                        labels(examples).stream().map(Labels.Column::name))
                .map(Field::text)
                .toList();
    }

    /**
     * Returns what an example is called, and the names of its classes; empty where one is not
     * known.
     */
    public static List<String> keys(Examples examples, int index) {
        return Stream.concat(
                        Stream.of(examples.origin().of().apply(index)),
                        labels(examples).stream().map(column -> name(column, index)))
                .toList();
    }

    private static String name(Labels.Column column, int index) {
        return Optional.of(column.value(index))
                .filter(value -> value != Labels.UNKNOWN)
                .map(value -> column.valueNames().get(value))
                .orElse("");
    }

    private static List<Labels.Column> labels(Examples examples) {
        return examples.labels().map(Labels::columns).orElse(List.of());
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
     * Writes a table. A column that is called like a later one, as a label may be, is {@code
     * label.NAME}; the first column keeps its name.
     *
     * @throws IOException if it cannot be written; an older file is then untouched
     * @throws IllegalArgumentException if the format cannot hold such columns, or the ending is
     *     that of another format
     */
    public static void write(Path file, List<Field> given, Given<Sink> rows) throws IOException {
        List<Field> columns = distinct(given);
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

    private static List<Field> distinct(List<Field> columns) {
        List<String> names = new ArrayList<>(columns.stream().map(Field::name).toList());
        List<Field> all = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = names.get(i);
            if (i > 0 && names.subList(i + 1, names.size()).contains(name)) {
                while (Collections.frequency(names, name) > 1) {
                    name = "label." + name;
                    names.set(i, name);
                }
            }
            all.add(new Field(name, columns.get(i).type()));
        }
        return all;
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

    private static void table(Path file, List<Field> columns, Given<Sink> rows) throws IOException {
        try (TableWriter out = TableWriter.open(file, columns)) {
            rows.to(cells -> out.add(cells.toArray()));
            out.finish();
        }
    }

    private static void csv(Path file, List<Field> columns, Given<Sink> rows) throws IOException {
        try (Writer out =
                new BufferedWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            out.write(Csv.line(columns.stream().map(Field::name).toArray()));
            rows.to(
                    cells -> {
                        requireFitting(columns, cells);
                        out.write(Csv.line(cells.stream().map(OutputTable::field).toArray()));
                    });
        }
    }

    static void requireFitting(List<Field> columns, List<?> cells) {
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
