// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.record.AtomicFile;

/**
 * {@code perDatum.csv} of a run: for each test datum its bound, and for those whose log p(x) was
 * estimated that estimate in nats with its diagnostics; empty where there is none.
 */
final class PerDatumFile {

    private static final String HEADER =
            "index,elbo,logLikelihood,paretoK,effectiveSampleSize,standardError,samples\n";

    private PerDatumFile() {}

    static void write(Path path, PerDatum perDatum) throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < perDatum.elbo().length; i++) {
            text.append(i).append(',').append(perDatum.elbo()[i]);
            int place = Arrays.binarySearch(perDatum.estimated(), i);
            append(text, perDatum.logLikelihood(), place);
            append(text, perDatum.paretoK(), place);
            append(text, perDatum.effectiveSampleSize(), place);
            append(text, perDatum.standardError(), place);
            text.append(',').append(place < 0 ? "" : perDatum.samples()[place]);
            text.append('\n');
        }
        AtomicFile.write(path, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void append(StringBuilder text, double[] values, int place) {
        text.append(',');
        if (place >= 0 && !Double.isNaN(values[place])) {
            text.append(values[place]);
        }
    }
}
