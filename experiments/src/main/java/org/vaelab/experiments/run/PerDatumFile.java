// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.record.Csv;

/**
 * The CSV files with a row for each example: {@code perDatum.csv} of a run, and the scores of
 * examples.
 */
public final class PerDatumFile {

    private PerDatumFile() {}

    /**
     * Writes {@code perDatum.csv}: the bound of each test example, and the estimate of log p(x) in
     * nats with its diagnostics, if there is one. Other cells are empty. {@code paretoK} is also
     * empty if no tail could be fitted to the weights.
     */
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

    static @Nullable Double paretoK(PerDatum perDatum, int place) {
        OptionalDouble fitted = perDatum.fittedParetoK(place);
        return fitted.isPresent() ? fitted.getAsDouble() : null;
    }

    private static @Nullable Double at(double[] values, int place) {
        return place < 0 ? null : values[place];
    }

    /**
     * Returns the scores of examples. The columns are {@code index}, the labels, {@code leftOut} if
     * classes are left out of training, {@code elbo}, {@code reconstruction} and {@code kl} in
     * nats. If log p(x) was estimated, {@code logLikelihood} and its diagnostics follow. Unknown
     * labels have empty cells.
     */
    public static Csv scores(DatumScores scores, Examples examples, Optional<LeftOut> leftOut) {
        List<Labels.Column> labels = examples.labels().map(Labels::columns).orElse(List.of());
        boolean @Nullable [] marks = leftOut.map(out -> out.marks(examples)).orElse(null);
        boolean @Nullable [] known = leftOut.map(out -> out.known(examples)).orElse(null);
        PerDatum perDatum = scores.perDatum();
        boolean estimated = perDatum.estimated().length > 0;
        Csv csv = new Csv(columns(labels, marks != null, estimated));
        for (int i = 0; i < perDatum.elbo().length; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(i);
            for (Labels.Column column : labels) {
                row.add(column.value(i) == Labels.UNKNOWN ? "" : column.value(i));
            }
            if (marks != null && known != null) {
                row.add(known[i] ? (marks[i] ? 1 : 0) : "");
            }
            row.add(perDatum.elbo()[i]);
            row.add(scores.reconstruction()[i]);
            row.add(scores.kl()[i]);
            if (estimated) {
                row.add(perDatum.logLikelihood()[i]);
                row.add(paretoK(perDatum, i));
                row.add(perDatum.effectiveSampleSize()[i]);
                row.add(perDatum.standardError()[i]);
            }
            csv.row(row.toArray());
        }
        return csv;
    }

    private static String[] columns(List<Labels.Column> labels, boolean marked, boolean estimated) {
        List<String> columns = new ArrayList<>(List.of("index"));
        labels.forEach(column -> columns.add(column.name()));
        if (marked) {
            columns.add("leftOut");
        }
        columns.addAll(List.of("elbo", "reconstruction", "kl"));
        if (estimated) {
            columns.addAll(
                    List.of("logLikelihood", "paretoK", "effectiveSampleSize", "standardError"));
        }
        return columns.toArray(String[]::new);
    }
}
