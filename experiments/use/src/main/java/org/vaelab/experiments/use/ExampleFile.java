// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.AtomicFile;

/**
 * A file of examples, in the units of the data. The ending of its name chooses the format: {@code
 * .png} for a sheet of images, {@code .txt} for texts, one in each line, else a table ({@link
 * OutputTable}).
 */
record ExampleFile(ExampleValues values, Path file) {

    /** The number of images in a row of a sheet. */
    public static final int COLUMNS = 10;

    /**
     * Names the file, and writes nothing yet.
     *
     * @throws IllegalArgumentException if the examples do not fit the format
     */
    public ExampleFile {
        if (isSheet(file) && !values.areImages()) {
            throw new IllegalArgumentException(
                    (values.areSeries() ? "series" : "data of shape " + values.shape())
                            + " are no images; write them to a .csv file instead of "
                            + file);
        }
        if (isOfLines(file) && !values.areTexts()) {
            throw new IllegalArgumentException(
                    "the data are no texts; write them to a .csv file instead of " + file);
        }
    }

    public boolean isSheet() {
        return isSheet(file);
    }

    /** Returns whether a file is a sheet of images. */
    public static boolean isSheet(Path file) {
        return OutputTable.ends(file, ".png");
    }

    /** Returns whether the file holds lines of text. */
    public boolean isOfLines() {
        return isOfLines(file);
    }

    private static boolean isOfLines(Path file) {
        return OutputTable.ends(file, ".txt");
    }

    /**
     * Writes images of several kinds of each example, one below the other; empty arrays leave gaps.
     */
    public void write(int columns, List<float[][]> kinds) throws IOException {
        values.sheet(columns, kinds).write(file);
    }

    /** Writes images of several kinds of each example, with at most one column per example. */
    public void write(List<float[][]> kinds) throws IOException {
        write(Math.min(COLUMNS, kinds.get(0).length), kinds);
    }

    /** Receives examples with what identifies them. */
    @FunctionalInterface
    public interface Sink {

        /**
         * Adds an example.
         *
         * @param keys as many as there are key columns
         * @param kinds its whole values of each kind, on the scale of the model; an empty array is
         *     a gap on a sheet
         */
        void add(List<?> keys, float[]... kinds) throws IOException;
    }

    /** Gives examples one by one. */
    @FunctionalInterface
    public interface Given {

        void to(Sink sink) throws IOException;
    }

    /**
     * Writes examples one by one, as lines or as a table.
     *
     * @param keys the columns that identify a row; before a line their cells are separated by tabs
     */
    public void write(List<OutputColumn> keys, Given examples) throws IOException {
        if (isOfLines(file)) {
            AtomicFile.writeText(
                    file,
                    out ->
                            examples.to(
                                    (row, example) ->
                                            out.write(line(row, values.text(example[0])) + "\n")));
            return;
        }
        boolean numbers = OutputTable.isOfNumbers(file);
        List<OutputColumn> columns = new ArrayList<>(keys);
        columns.addAll(values.columns(numbers));
        OutputTable.write(
                file,
                columns,
                sink ->
                        examples.to(
                                (row, example) -> {
                                    for (List<@Nullable Object> of :
                                            values.rows(example[0], numbers)) {
                                        List<@Nullable Object> cells = new ArrayList<>(row);
                                        cells.addAll(of);
                                        sink.row(cells);
                                    }
                                }));
    }

    /** A text of several lines is one line of the file. */
    private static String line(List<?> keys, String text) {
        StringBuilder before = new StringBuilder();
        keys.forEach(key -> before.append(escaped(key.toString())).append('\t'));
        return before + escaped(text);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }
}
