// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.record.Csv;

/**
 * The scores of examples as CSV: {@code index}, the labels, {@code leftOut}, 1 of the classes that
 * training had none of, where there are some, {@code elbo}, {@code reconstruction} and {@code kl} in
 * nats and, where it was estimated, {@code logLikelihood} with its diagnostics. The cell of a label that is not
 * known is empty, and so is that of {@code leftOut}.
 */
public final class ScoresFile {

    private ScoresFile() {}

    /** Returns the file, a row for each example. */
    public static Csv of(DatumScores scores, Examples examples, Optional<LeftOut> leftOut) {
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
                row.add(PerDatumFile.paretoK(perDatum, i));
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
