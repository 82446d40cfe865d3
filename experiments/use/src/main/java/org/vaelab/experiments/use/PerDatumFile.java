// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.record.Csv;

/** {@code perDatum.csv} of a run, with a row for each test example. */
@Internal
public final class PerDatumFile {

    private PerDatumFile() {}

    /**
     * Writes {@code perDatum.csv}: the bound of each test example, and the estimate of log p(x) in
     * nats with its diagnostics, if there is one. Other cells are empty. {@code paretoK} is also
     * empty if no tail could be fitted to the weights.
     *
     * @param further columns by name, after the others
     * @param origin of the test examples, the first column
     */
    public static void write(
            Path path, PerDatum perDatum, Map<String, PerExample> further, Origin origin)
            throws IOException {
        List<String> names =
                new ArrayList<>(
                        List.of(
                                origin.column(),
                                "elbo",
                                "logLikelihood",
                                "paretoK",
                                "effectiveSampleSize",
                                "standardError",
                                "samples"));
        names.addAll(further.keySet());
        Csv csv = new Csv(names.toArray(String[]::new));
        for (int i = 0; i < perDatum.elbo().length; i++) {
            int place = Arrays.binarySearch(perDatum.estimated(), i);
            List<@Nullable Object> row = new ArrayList<>();
            row.add(origin.of().apply(i));
            row.add(perDatum.elbo()[i]);
            row.add(at(perDatum.logLikelihood(), place));
            row.add(place < 0 ? null : paretoK(perDatum, place));
            row.add(at(perDatum.effectiveSampleSize(), place));
            row.add(at(perDatum.standardError(), place));
            row.add(place < 0 ? null : perDatum.samples()[place]);
            for (PerExample column : further.values()) {
                OptionalDouble own = column.of(i);
                row.add(own.isPresent() ? own.getAsDouble() : null);
            }
            csv.row(row.toArray());
        }
        csv.write(path);
    }

    static @Nullable Double paretoK(PerDatum perDatum, int place) {
        OptionalDouble fitted = perDatum.fittedParetoK(place);
        return fitted.isPresent() ? fitted.getAsDouble() : null;
    }

    private static @Nullable Double at(double[] values, int place) {
        return place < 0 ? null : values[place];
    }
}
