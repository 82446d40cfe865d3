// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.record.Csv;

/**
 * {@code perDatum.csv} of a run: for each test datum its bound, and for those whose log p(x) was
 * estimated that estimate in nats with its diagnostics; empty where there is none. {@code paretoK} is also
 * empty where the weights take too few values for one.
 */
final class PerDatumFile {

    private PerDatumFile() {}

    static void write(Path path, PerDatum perDatum) throws IOException {
        Csv csv =
                new Csv(
                        "index",
                        "elbo",
                        "logLikelihood",
                        "paretoK",
                        "effectiveSampleSize",
                        "standardError",
                        "samples");
        for (int i = 0; i < perDatum.elbo().length; i++) {
            int place = Arrays.binarySearch(perDatum.estimated(), i);
            csv.row(
                    i,
                    perDatum.elbo()[i],
                    at(perDatum.logLikelihood(), place),
                    place < 0 ? null : paretoK(perDatum, place),
                    at(perDatum.effectiveSampleSize(), place),
                    at(perDatum.standardError(), place),
                    place < 0 ? null : perDatum.samples()[place]);
        }
        csv.write(path);
    }

    /** Returns k-hat, and an empty cell where no tail was fitted. */
    static @Nullable Double paretoK(PerDatum perDatum, int place) {
        OptionalDouble fitted = perDatum.fittedParetoK(place);
        return fitted.isPresent() ? fitted.getAsDouble() : null;
    }

    private static @Nullable Double at(double[] values, int place) {
        return place < 0 ? null : values[place];
    }
}
