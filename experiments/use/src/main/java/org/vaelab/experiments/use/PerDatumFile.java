// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.evaluation.Overlap;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.LagWindow;

/** {@code perDatum.csv} of a run, with a row for each test example. */
@Internal
public final class PerDatumFile {

    private PerDatumFile() {}

    /**
     * Writes {@code perDatum.csv}. A cell is empty if the example has no such number. Where examples
     * are windows of longer series, the last columns say which steps they have.
     *
     * @param columns by name
     * @param examples the number of test examples
     * @param origin of the test examples, the first column
     */
    public static void write(
            Path path, Map<String, PerExample> columns, int examples, Origin origin)
            throws IOException {
        List<String> names = new ArrayList<>(List.of(origin.column()));
        names.addAll(columns.keySet());
        Map<String, int[]> windows = windows(Overlap.of(examples, origin));
        names.addAll(windows.keySet());
        Csv csv = new Csv(names.toArray(String[]::new));
        for (int i = 0; i < examples; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(origin.of().apply(i));
            for (PerExample column : columns.values()) {
                row.add(cell(column, i));
            }
            for (int[] window : windows.values()) {
                row.add(window[i]);
            }
            csv.row(row.toArray());
        }
        csv.write(path);
    }

    private static Map<String, int[]> windows(Overlap of) {
        return of.isOfWindows()
                ? new LagWindow(of.series(), of.first(), of.block()).columns()
                : Map.of();
    }

    /** Returns the number of an example for a table; null if it has none. */
    static @Nullable Object cell(PerExample column, int example) {
        OptionalDouble own = column.of(example);
        if (own.isEmpty()) {
            return null;
        }
        return column.areCounts() ? (Object) (long) own.getAsDouble() : own.getAsDouble();
    }
}
