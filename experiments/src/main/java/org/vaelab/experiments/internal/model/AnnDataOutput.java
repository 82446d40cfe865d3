// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.sources.Hdf5;
import org.vaelab.framework.sources.cells.AnnDataWriter;

/**
 * Writes a table as AnnData: numbers are X in single precision, the first column of texts names the rows, and other
 * texts are columns of obs. All rows are in memory.
 */
final class AnnDataOutput {

    private AnnDataOutput() {}

    static void write(Path file, List<OutputColumn> columns, OutputTable.Rows rows)
            throws IOException {
        Hdf5.requireLibrary();
        List<String> numbers =
                columns.stream().filter(OutputColumn::isNumber).map(OutputColumn::name).toList();
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("no column holds numbers; name a .csv file");
        }
        Map<String, List<String>> texts = new LinkedHashMap<>();
        List<float[]> x = new ArrayList<>();
        rows.to(
                cells -> {
                    OutputTable.requireFitting(columns, cells);
                    float[] row = new float[numbers.size()];
                    int next = 0;
                    for (int j = 0; j < columns.size(); j++) {
                        Object cell = cells.get(j);
                        if (columns.get(j).isNumber()) {
                            row[next++] = cell instanceof Number n ? n.floatValue() : Float.NaN;
                        } else {
                            texts.computeIfAbsent(columns.get(j).name(), name -> new ArrayList<>())
                                    .add(cell == null ? "" : String.valueOf(cell));
                        }
                    }
                    x.add(row);
                });
        AnnDataWriter.write(file, texts, numbers, x.toArray(float[][]::new));
    }
}
