// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.sources.Hdf5;

/**
 * Writes AnnData files: each element has its encoding in attributes, as anndata 0.8 and later read it. Texts have a fixed
 * length, because jHDF writes no others; anndata decodes both.
 */
public final class AnnDataWriter {

    private AnnDataWriter() {}

    /**
     * Writes a file.
     *
     * @param obs texts of each row by column; the first column names the rows
     * @param var names of the numbers of a row
     * @param x [rows, numbers]
     * @throws IllegalArgumentException if the name of a column has a slash, which separates groups of HDF5
     */
    public static void write(
            Path path, Map<String, List<String>> obs, List<String> var, float[][] x) {
        for (String name : obs.keySet()) {
            if (name.isEmpty() || name.contains("/")) {
                throw new IllegalArgumentException(
                        "column '%s': a .h5ad file has no column without a name, or with a / in it; name a .csv file"
                                .formatted(name));
            }
        }
        try (WritableHdfFile file = Hdf5.create(path)) {
            encode(file, "anndata", "0.1.0");
            encode(file.putDataset("X", x), "array", "0.2.0");
            putFrame(file.putGroup("obs"), obs);
            putFrame(file.putGroup("var"), Map.of("_index", var));
        }
    }

    private static void putFrame(WritableGroup frame, Map<String, List<String>> columns) {
        encode(frame, "dataframe", "0.2.0");
        List<String> names = List.copyOf(columns.keySet());
        frame.putAttribute("_index", names.get(0));
        String[] others = names.subList(1, names.size()).toArray(String[]::new);
        // jHDF writes no empty array, and anndata reads the characters of an empty text as no columns.
        frame.putAttribute("column-order", others.length == 0 ? "" : others);
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
