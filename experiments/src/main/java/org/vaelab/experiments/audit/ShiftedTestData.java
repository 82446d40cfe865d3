// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Locale;
import org.vaelab.framework.data.Examples;

/**
 * Test data that are not from where the training data are: some value differs in its mean by more than half
 * a standard deviation, and by six standard errors on top. Other units, another order of columns, a file
 * that was sorted before it was split.
 */
final class ShiftedTestData implements ModelCheck {

    private static final int MOST_ROWS = 2000;
    private static final double LEAST_SHIFT = 0.5;
    private static final double STANDARD_ERRORS = 6;

    @Override
    public String name() {
        return "shifted-test-data";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        if (model.data().dataset().leftOut().isPresent()) {
            // They differ on purpose.
            return List.of();
        }
        Moments train = Moments.of(model.data().dataset().train());
        Moments test = Moments.of(model.data().dataset().test());
        double allowed =
                LEAST_SHIFT + STANDARD_ERRORS * Math.sqrt(1.0 / train.rows + 1.0 / test.rows);
        int worst = 0;
        double largest = 0;
        for (int j = 0; j < train.sums.length; j++) {
            double shift = train.shift(test, j);
            if (shift > largest) {
                largest = shift;
                worst = j;
            }
        }
        return largest <= allowed
                ? List.of()
                : List.of(
                        new Doubt(
                                String.format(
                                        Locale.ROOT,
                                        "training and test data differ: value %d of an example has"
                                                + " mean %.4g in the one and %.4g in the other,"
                                                + " %.1f standard deviations apart",
                                        worst + 1,
                                        train.sums[worst] / train.rows,
                                        test.sums[worst] / test.rows,
                                        largest),
                                "see that both are in the same units and the same order of columns,"
                                        + " and drawn from the same population"));
    }

    /** Sums and sums of squares of evenly spaced rows. */
    private static final class Moments {

        private final double[] sums;
        private final double[] squares;
        private int rows;

        private Moments(int width) {
            sums = new double[width];
            squares = new double[width];
        }

        static Moments of(Examples examples) {
            Moments moments = new Moments(examples.width());
            float[] row = new float[examples.width()];
            int stride = Math.max(1, examples.size() / MOST_ROWS);
            for (int i = 0; i < examples.size(); i += stride) {
                examples.read(i, row, 0);
                for (int j = 0; j < row.length; j++) {
                    moments.sums[j] += row[j];
                    moments.squares[j] += (double) row[j] * row[j];
                }
                moments.rows++;
            }
            return moments;
        }

        /** The distance of two means in standard deviations of both together: at most 2 or so. */
        double shift(Moments other, int j) {
            double n = rows + other.rows;
            double mean = (sums[j] + other.sums[j]) / n;
            double variance = (squares[j] + other.squares[j]) / n - mean * mean;
            double difference = Math.abs(sums[j] / rows - other.sums[j] / other.rows);
            return difference == 0 || !(variance > 0) ? 0 : difference / Math.sqrt(variance);
        }
    }
}
