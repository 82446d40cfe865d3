// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.stream.IntStream;
import org.vaelab.framework.random.RandomKey;

/** Random examples in the place of training examples that are not there. */
final class StandIns {

    private StandIns() {}

    /**
     * Returns examples of the modelled values.
     *
     * @param count how many, at least 1
     */
    static Examples of(StoredSummary summary, int count, RandomKey key) {
        int width = summary.shape().size();
        double[] uniform = key.uniform(Math.multiplyExact(count, width));
        double[] mean = summary.trainingMean();
        int[] places =
                summary.split()
                        .map(ValueSplit::places)
                        .orElseGet(() -> IntStream.range(0, width).toArray());
        RowBytes rows = RowBytes.zeros(count, width, ValuePrecision.DOUBLE);
        double[] row = new double[width];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < width; j++) {
                row[j] =
                        summary.form()
                                .standIn(
                                        summary.domain(),
                                        places[j],
                                        mean[j],
                                        uniform[i * width + j]);
            }
            rows.write(i, row);
        }
        return Examples.of(rows, summary.domain());
    }

    /** Returns a value of a domain that no form describes further. */
    static double value(ValueDomain domain, double mean, double uniform) {
        return switch (domain) {
            case BINARY -> uniform < mean ? 1 : 0;
            case GREY_LEVELS -> Math.floor(uniform * 256) / 255;
            case UNIT_INTERVAL -> uniform;
            case REAL -> mean + uniform - 0.5;
            case COUNTS -> Math.rint(2 * mean * uniform);
            case TOKENS, COLUMNS, MODALITIES ->
                    throw new IllegalStateException(domain + " have a form of their own");
        };
    }

    static double ofVocabulary(Vocabulary words, double uniform) {
        int special = Vocabulary.SPECIAL.size();
        return words.size() == special
                ? Vocabulary.UNKNOWN
                : special + Math.floor(uniform * (words.size() - special));
    }

    static double ofColumn(Column column, double mean, double uniform) {
        return switch (column.kind()) {
            case REAL, DATE -> mean + uniform - 0.5;
            case COUNT -> Math.rint(2 * mean * uniform);
            case BINARY, CATEGORICAL, ORDINAL -> Math.floor(uniform * column.categories().size());
        };
    }
}
