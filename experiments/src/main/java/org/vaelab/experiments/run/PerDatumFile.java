// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.record.Csv;

/** {@code perDatum.csv} of a run, with a row for each test example. */
final class PerDatumFile {

    private PerDatumFile() {}

    /**
     * Writes {@code perDatum.csv}: the bound of each test example, and the estimate of log p(x) in
     * nats with its diagnostics, if there is one. Other cells are empty. {@code paretoK} is also
     * empty if no tail could be fitted to the weights.
     *
     * @param origin of the test examples, the first column
     */
    static void write(Path path, PerDatum perDatum, Origin origin) throws IOException {
        Csv csv =
                new Csv(
                        origin.column(),
                        "elbo",
                        "logLikelihood",
                        "paretoK",
                        "effectiveSampleSize",
                        "standardError",
                        "samples");
        for (int i = 0; i < perDatum.elbo().length; i++) {
            int place = Arrays.binarySearch(perDatum.estimated(), i);
            csv.row(
                    origin.of().apply(i),
                    perDatum.elbo()[i],
                    at(perDatum.logLikelihood(), place),
                    place < 0 ? null : paretoK(perDatum, place),
                    at(perDatum.effectiveSampleSize(), place),
                    at(perDatum.standardError(), place),
                    place < 0 ? null : perDatum.samples()[place]);
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
