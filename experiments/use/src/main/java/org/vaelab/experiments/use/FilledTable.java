// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.ExampleReader.SeriesStep;
import org.vaelab.framework.data.FileTable;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.tables.TableWriter;

/**
 * A user's table with its missing cells filled: all rows and columns in their order, and all other
 * cells as they were written. Steps of series that have no row follow at the end. Several fillings
 * of a row have the columns {@code row} and {@code draw} before those of the file.
 *
 * @param steps of series, as {@link ExampleReader.Found#steps}; empty if a row is an example
 * @param hasDraws whether a row may be written several times
 */
record FilledTable(
        ExampleValues values, FileTable table, List<SeriesStep> steps, boolean hasDraws) {

    /** Receives the fillings of a table. */
    @FunctionalInterface
    public interface Sink {

        /**
         * Adds a filling of a row.
         *
         * @param row of the file, from 0 on; the same as before or the next one
         * @param draw the number of the filling
         * @param example whole, on the scale of the model
         * @param known the example with NaN in the place of each value that was missing
         */
        void add(int row, int draw, float[] example, float[] known) throws IOException;
    }

    /**
     * Writes the table as CSV, TSV or Parquet, by the ending of the file's name.
     *
     * @param rows the fillings of all rows, in the order of the file
     */
    public void write(Path file, Given<Sink> rows) throws IOException {
        AtomicFile.make(file, made -> make(made, rows));
    }

    private void make(Path file, Given<Sink> rows) throws IOException {
        List<FileTable.Field> fields = table.fields();
        Form form = values.facts().form();
        int[] places = fields.stream().mapToInt(field -> form.placeOf(field.name())).toArray();
        try (FileTable.Cursor cursor = table.open();
                TableWriter out = TableWriter.open(file, columns(), table.hasHeader())) {
            Row row = new Row(cursor);
            Sink sink =
                    (number, draw, example, known) -> {
                        List<@Nullable Object> cells = new ArrayList<>();
                        if (hasDraws) {
                            cells.add(number + 1);
                            cells.add(draw);
                        }
                        boolean isAdded = !steps.isEmpty() && !steps.get(number).key().isEmpty();
                        List<@Nullable String> stored =
                                isAdded ? steps.get(number).key() : Arrays.asList(row.of(number));
                        for (int j = 0; j < places.length; j++) {
                            cells.add(cell(stored.get(j), places[j], example, known));
                        }
                        out.add(cells.toArray());
                    };
            if (steps.isEmpty()) {
                rows.to(sink);
            } else {
                writeSteps(rows, sink);
            }
            out.finish();
        }
    }

    /** A filling of a series. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Filling(int draw, float[] example, float[] known) {}

    /** Writes the rows of series, which a file may have in any order. */
    private void writeSteps(Given<Sink> series, Sink sink) throws IOException {
        Map<Integer, List<Filling>> all = new HashMap<>();
        series.to(
                (index, draw, example, known) ->
                        all.computeIfAbsent(index, i -> new ArrayList<>())
                                .add(new Filling(draw, example, known)));
        int width = values.facts().form().period(values.shape().size());
        for (int row = 0; row < steps.size(); row++) {
            int from = steps.get(row).step() * width;
            for (Filling of : all.getOrDefault(steps.get(row).series(), List.of())) {
                sink.add(
                        row,
                        of.draw(),
                        Arrays.copyOfRange(of.example(), from, from + width),
                        Arrays.copyOfRange(of.known(), from, from + width));
            }
        }
    }

    private List<FileTable.Field> columns() {
        List<FileTable.Field> columns = new ArrayList<>();
        if (hasDraws) {
            columns.add(FileTable.Field.whole(unused("row")));
            columns.add(FileTable.Field.whole(unused("draw")));
        }
        columns.addAll(table.fields());
        return columns;
    }

    /** Returns a name that no column of the file has. */
    private String unused(String name) {
        boolean isUsed = table.fields().stream().anyMatch(f -> f.name().equalsIgnoreCase(name));
        return isUsed ? unused(name + "_") : name;
    }

    private @Nullable String cell(
            @Nullable String stored, int place, float[] example, float[] known) {
        boolean isFilled = place >= 0 && Float.isNaN(known[place]) && !Float.isNaN(example[place]);
        return isFilled ? values.filling(place, example[place]) : stored;
    }

    /** The row at which the file is read. */
    private static final class Row {

        private final FileTable.Cursor cursor;
        private @Nullable String[] cells = {};
        private int number = -1;

        Row(FileTable.Cursor cursor) {
            this.cursor = cursor;
        }

        @Nullable String[] of(int wanted) {
            while (number < wanted) {
                cells = cursor.next();
                number++;
            }
            return cells;
        }
    }
}
