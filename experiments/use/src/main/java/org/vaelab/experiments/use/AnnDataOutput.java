// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.sources.Hdf5;

/**
 * Writes a table as AnnData: numbers are X in single precision, the first column of texts names the
 * rows, and other texts are columns of obs. Each element has its encoding in attributes, as anndata
 * reads it from version 0.8 on. Texts have a fixed length, because jHDF writes no others; anndata
 * decodes both. All rows are in memory.
 */
final class AnnDataOutput {

    private AnnDataOutput() {}

    static void write(Path file, List<Field> columns, Given<OutputTable.Sink> rows)
            throws IOException {
        List<String> numbers = names(columns, true);
        List<String> others = names(columns, false);
        if (numbers.isEmpty() || others.stream().anyMatch(n -> n.isEmpty() || n.contains("/"))) {
            throw new IllegalArgumentException(
                    "a .h5ad file has numbers, and texts in columns whose names have no /; name a .csv file; columns: "
                            + String.join(", ", others));
        }
        Map<String, List<String>> texts = new LinkedHashMap<>();
        List<float[]> x = new ArrayList<>();
        rows.to(
                cells -> {
                    OutputTable.requireFitting(columns, cells);
                    float[] row = new float[numbers.size()];
                    int next = 0;
                    for (int j = 0; j < cells.size(); j++) {
                        Object cell = cells.get(j);
                        if (!columns.get(j).isText()) {
                            row[next++] = cell instanceof Number n ? n.floatValue() : Float.NaN;
                        } else {
                            texts.computeIfAbsent(columns.get(j).name(), name -> new ArrayList<>())
                                    .add(cell == null ? "" : String.valueOf(cell));
                        }
                    }
                    x.add(row);
                });
        try (WritableHdfFile out = Hdf5.create(file)) {
            encode(out, "anndata", "0.1.0");
            encode(out.putDataset("X", x.toArray(float[][]::new)), "array", "0.2.0");
            putFrame(out.putGroup("obs"), texts);
            putFrame(out.putGroup("var"), Map.of("_index", numbers));
        }
    }

    private static List<String> names(List<Field> columns, boolean areNumbers) {
        return columns.stream()
                .filter(column -> column.isText() != areNumbers)
                .map(Field::name)
                .toList();
    }

    /** Writes a data frame, whose first column names its rows. */
    private static void putFrame(WritableGroup frame, Map<String, List<String>> columns) {
        encode(frame, "dataframe", "0.2.0");
        List<String> names = List.copyOf(columns.keySet());
        frame.putAttribute("_index", names.get(0));
        String[] order = names.subList(1, names.size()).toArray(String[]::new);
        // jHDF writes no empty array, and anndata makes a list of the characters of a text.
        frame.putAttribute("column-order", order.length == 0 ? "" : order);
        columns.forEach(
                (name, texts) ->
                        encode(
                                frame.putDataset(name, texts.toArray(String[]::new)),
                                "string-array",
                                "0.2.0"));
    }

    private static void encode(WritableNode node, String type, String version) {
        node.putAttribute("encoding-type", type);
        node.putAttribute("encoding-version", version);
    }
}
