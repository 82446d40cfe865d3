// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Form.Display;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.TextSheet;

/**
 * What a command writes of examples: a file, or of several modalities a folder with a file for
 * each, in its own form: {@code .png}, {@code .txt} or {@code .csv}. Example i of each file is the
 * same one. Lines of a modality have the key columns before them, separated by tabs, unless that is
 * only the index.
 */
final class ExampleFiles {

    /** The number of images in a row of a sheet. */
    public static final int COLUMNS = 10;

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

    /** Returns whether a file is a sheet of images. */
    public static boolean isSheet(Path file) {
        return OutputTable.ends(file, ".png");
    }

    /** Returns whether a file holds lines of text. */
    static boolean isOfLines(Path file) {
        return OutputTable.ends(file, ".txt");
    }

    /**
     * How examples are arranged.
     *
     * @param keys the columns that identify an example
     * @param kinds what is written of each example, such as the original and the reconstruction:
     *     one below the other on a sheet and between lines
     * @param areRows whether each kind is a row of a table; else the last one is, and texts have
     *     the first in a column
     * @param columns of a sheet at most
     */
    public record Layout(List<Field> keys, List<String> kinds, boolean areRows, int columns) {

        /** Arranges examples of one kind. */
        public static Layout of(int columns, List<Field> keys) {
            return new Layout(keys, List.of("example"), false, columns);
        }

        private boolean isIndex() {
            return kinds.size() == 1 && keys.equals(List.of(Field.text("index")));
        }

        private List<Field> columns(boolean areTexts) {
            List<Field> all = new ArrayList<>(keys);
            if (kinds.size() > 1 && (areRows || areTexts)) {
                all.add(Field.text(areRows ? "kind" : kinds.get(0)));
            }
            return all;
        }
    }

    /** A file of whole examples, or of the values of one modality. */
    private record Part(Optional<Modality> of, ExampleValues values, Path file) {

        /**
         * @throws IllegalArgumentException if the examples do not fit the format
         */
        Part {
            values.requireFitting(file);
        }

        private float[] own(float[] whole) {
            return of.isEmpty() || whole.length == 0
                    ? whole
                    : Arrays.copyOfRange(whole, of.get().from(), of.get().to());
        }

        void write(Layout layout, Given<Sink> examples) throws IOException {
            if (isSheet(file)) {
                sheet(layout, examples);
            } else if (isOfLines(file) && of.isEmpty() && layout.kinds().size() > 1) {
                List<List<String>> blocks = new ArrayList<>();
                examples.to(
                        (cells, kinds) ->
                                blocks.add(Arrays.stream(kinds).map(values::text).toList()));
                new TextSheet(blocks).write(file);
            } else {
                table(layout, examples);
            }
        }

        private void sheet(Layout layout, Given<Sink> examples) throws IOException {
            List<List<float[]>> images = new ArrayList<>();
            layout.kinds().forEach(kind -> images.add(new ArrayList<>()));
            examples.to(
                    (cells, kinds) ->
                            IntStream.range(0, kinds.length)
                                    .forEach(k -> images.get(k).add(own(kinds[k]))));
            values.sheet(
                            Math.min(layout.columns(), images.get(0).size()),
                            images.stream().map(kind -> kind.toArray(float[][]::new)).toList())
                    .write(file);
        }

        private void table(Layout layout, Given<Sink> examples) throws IOException {
            boolean areTexts = values.display() == Display.TEXTS;
            // The number of a line says the index.
            boolean hasKeys = !isOfLines(file) || (of.isPresent() && !layout.isIndex());
            int last = layout.kinds().size() - 1;
            write(
                    hasKeys ? layout.columns(areTexts) : List.of(),
                    sink ->
                            examples.to(
                                    (cells, kinds) -> {
                                        for (int k = layout.areRows() ? 0 : last; k <= last; k++) {
                                            List<Object> keys = new ArrayList<>(cells);
                                            if (last > 0 && layout.areRows()) {
                                                keys.add(layout.kinds().get(k));
                                            } else if (last > 0 && areTexts) {
                                                keys.add(values.text(own(kinds[0])));
                                            }
                                            if (kinds[k].length > 0) {
                                                sink.add(hasKeys ? keys : List.of(), own(kinds[k]));
                                            }
                                        }
                                    }));
        }

        /** Writes rows, or lines with the cells of the keys before them, separated by tabs. */
        private void write(List<Field> keys, Given<Sink> examples) throws IOException {
            if (isOfLines(file)) {
                AtomicFile.writeText(
                        file,
                        out ->
                                examples.to(
                                        (row, example) ->
                                                out.write(
                                                        line(row, values.text(example[0]))
                                                                + "\n")));
                return;
            }
            boolean numbers = OutputTable.isOfNumbers(file);
            List<Field> columns = new ArrayList<>(keys);
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

    private final List<Part> parts;

    /**
     * Names the files, and writes nothing yet.
     *
     * @param out a file, or a folder if there are several modalities
     * @throws IllegalArgumentException if the examples do not fit the format
     */
    public ExampleFiles(ExampleValues values, Path out) {
        Map<String, ExampleValues> own = values.parts();
        parts =
                own.isEmpty()
                        ? List.of(new Part(Optional.empty(), values, out))
                        : values.facts().form().modalities().stream()
                                .map(each -> part(each, own.get(each.name()), out))
                                .toList();
    }

    private static Part part(Modality modality, ExampleValues values, Path folder) {
        String name = modality.name() + "." + values.display().ending();
        return new Part(Optional.of(modality), values, folder.resolve(name));
    }

    /** Returns whether the examples are written to one sheet of images. */
    public boolean isSheet() {
        return parts.get(0).of().isEmpty() && isSheet(parts.get(0).file());
    }

    /** Writes all files while the examples are given once. */
    public void write(Layout layout, Given<Sink> examples) throws IOException {
        write(layout, 0, List.of(), examples);
    }

    /** Opens the files from a part on, each within the one before. */
    private void write(Layout layout, int part, List<Sink> opened, Given<Sink> examples)
            throws IOException {
        if (part == parts.size()) {
            examples.to(
                    (cells, kinds) -> {
                        for (Sink each : opened) {
                            each.add(cells, kinds);
                        }
                    });
            return;
        }
        parts.get(part)
                .write(
                        layout,
                        sink -> {
                            List<Sink> all = new ArrayList<>(opened);
                            all.add(sink);
                            write(layout, part + 1, all, examples);
                        });
    }
}
