// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Examples;

/**
 * The mean and the variance of each of the D numbers of a step, over the observed numbers of some
 * training series and all steps. A number that never varies has variance 1.
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
record StepMoments(double[] means, double[] variances) {

    private static final int EXAMPLES = 1000;

    static StepMoments of(PartContext context, SeriesLayout layout) {
        int most = Math.min(EXAMPLES, context.data().trainingSize());
        return of(context.data().trainingSample(most, context.key().split("examples")), layout);
    }

    static StepMoments of(Examples examples, SeriesLayout layout) {
        double[] count = new double[layout.width()];
        double[] sum = new double[layout.width()];
        double[] squares = new double[layout.width()];
        double[] row = new double[layout.size()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                if (!Double.isNaN(row[j])) {
                    int d = j % layout.width();
                    count[d]++;
                    // A running mean and sum of squares, without cancellation.
                    double before = row[j] - sum[d];
                    sum[d] += before / count[d];
                    squares[d] += before * (row[j] - sum[d]);
                }
            }
        }
        Arrays.setAll(squares, d -> squares[d] > 0 ? squares[d] / count[d] : 1);
        return new StepMoments(sum, squares);
    }
}
