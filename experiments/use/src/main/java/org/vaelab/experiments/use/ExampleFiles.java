// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.record.TextSheet;

/**
 * What a command writes of examples: a file, or of several modalities a folder with a file for
 * each, in its own form: {@code .png}, {@code .txt} or {@code .csv}. Example i of each file is the
 * same one. Lines of a modality have the key columns before them, separated by tabs, unless that is
 * only the index.
 */
final class ExampleFiles {

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
    public record Layout(
            List<OutputColumn> keys, List<String> kinds, boolean areRows, int columns) {

        /** Arranges examples of one kind. */
        public static Layout of(int columns, List<OutputColumn> keys) {
            return new Layout(keys, List.of("example"), false, columns);
        }

        private boolean isIndex() {
            return kinds.size() == 1 && keys.equals(List.of(OutputColumn.key("index")));
        }

        private List<OutputColumn> columns(boolean areTexts) {
            List<OutputColumn> all = new ArrayList<>(keys);
            if (kinds.size() > 1 && (areRows || areTexts)) {
                all.add(OutputColumn.key(areRows ? "kind" : kinds.get(0)));
            }
            return all;
        }
    }

    /** A file of whole examples, or of the values of one modality. */
    private record Part(Optional<Modality> of, ExampleFile file) {

        private float[] own(float[] whole) {
            return of.isEmpty() || whole.length == 0
                    ? whole
                    : Arrays.copyOfRange(whole, of.get().from(), of.get().to());
        }

        void write(Layout layout, ExampleFile.Given examples) throws IOException {
            if (file.isSheet()) {
                sheet(layout, examples);
            } else if (file.isOfLines() && of.isEmpty() && layout.kinds().size() > 1) {
                List<List<String>> blocks = new ArrayList<>();
                examples.to(
                        (cells, kinds) ->
                                blocks.add(Arrays.stream(kinds).map(file.values()::text).toList()));
                new TextSheet(blocks).write(file.file());
            } else {
                table(layout, examples);
            }
        }

        private void sheet(Layout layout, ExampleFile.Given examples) throws IOException {
            List<List<float[]>> images = new ArrayList<>();
            layout.kinds().forEach(kind -> images.add(new ArrayList<>()));
            examples.to(
                    (cells, kinds) ->
                            IntStream.range(0, kinds.length)
                                    .forEach(k -> images.get(k).add(own(kinds[k]))));
            file.write(
                    Math.min(layout.columns(), images.get(0).size()),
                    images.stream().map(kind -> kind.toArray(float[][]::new)).toList());
        }

        private void table(Layout layout, ExampleFile.Given examples) throws IOException {
            boolean areTexts = file.values().areTexts();
            // The number of a line says the index.
            boolean hasKeys = !file.isOfLines() || (of.isPresent() && !layout.isIndex());
            int last = layout.kinds().size() - 1;
            file.write(
                    hasKeys ? layout.columns(areTexts) : List.of(),
                    sink ->
                            examples.to(
                                    (cells, kinds) -> {
                                        for (int k = layout.areRows() ? 0 : last; k <= last; k++) {
                                            List<Object> keys = new ArrayList<>(cells);
                                            if (last > 0 && layout.areRows()) {
                                                keys.add(layout.kinds().get(k));
                                            } else if (last > 0 && areTexts) {
                                                keys.add(file.values().text(own(kinds[0])));
                                            }
                                            if (kinds[k].length > 0) {
                                                sink.add(hasKeys ? keys : List.of(), own(kinds[k]));
                                            }
                                        }
                                    }));
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
        parts = new ArrayList<>();
        values.parts()
                .forEach(
                        (name, of) ->
                                parts.add(
                                        new Part(
                                                Optional.of(of.modality()),
                                                new ExampleFile(
                                                        of.values(),
                                                        out.resolve(
                                                                name
                                                                        + "."
                                                                        + ending(of.values()))))));
        if (parts.isEmpty()) {
            parts.add(new Part(Optional.empty(), new ExampleFile(values, out)));
        }
    }

    /** Returns the ending of the file of a modality. */
    public static String ending(ExampleValues values) {
        return values.areImages() ? "png" : values.areTexts() ? "txt" : "csv";
    }

    /** Returns the one file; empty if each modality has its own. */
    public Optional<ExampleFile> single() {
        return parts.get(0).of().isPresent() ? Optional.empty() : Optional.of(parts.get(0).file());
    }

    /** Writes all files while the examples are given once. */
    public void write(Layout layout, ExampleFile.Given examples) throws IOException {
        write(layout, 0, List.of(), examples);
    }

    /** Opens the files from a part on, each within the one before. */
    private void write(
            Layout layout, int part, List<ExampleFile.Sink> opened, ExampleFile.Given examples)
            throws IOException {
        if (part == parts.size()) {
            examples.to(
                    (cells, kinds) -> {
                        for (ExampleFile.Sink each : opened) {
                            each.add(cells, kinds);
                        }
                    });
            return;
        }
        parts.get(part)
                .write(
                        layout,
                        sink -> {
                            List<ExampleFile.Sink> all = new ArrayList<>(opened);
                            all.add(sink);
                            write(layout, part + 1, all, examples);
                        });
    }
}
