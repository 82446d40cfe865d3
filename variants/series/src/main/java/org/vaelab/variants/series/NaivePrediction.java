// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import java.util.Locale;
import org.vaelab.framework.data.Examples;

/** Predictions of hidden numbers without a model, which a model should beat. They are Normals. */
enum NaivePrediction {
    /** The mean and the variance of the number over all steps of training series. */
    CLIMATOLOGY(" Climatology predicts the mean and the variance of all steps of training series."),
    /**
     * The last number that is seen, and the mean squared difference of numbers so many steps apart
     * in training series. Where none is seen before, it is {@link #CLIMATOLOGY}.
     */
    PERSISTENCE(
            " Persistence predicts the last number seen; its variance is the mean squared change over so many"
                    + " steps in training series.");

    /** What it predicts, as a sentence after others. */
    final String meaning;

    NaivePrediction(String meaning) {
        this.meaning = meaning;
    }

    /** The most training series, and the most pairs of numbers, that are looked at. */
    private static final int EXAMPLES = 1000;

    private static final long PAIRS = 50_000_000;

    /** Returns the end of the names of its metrics. */
    String suffix() {
        return "." + name().toLowerCase(Locale.ROOT);
    }

    /** What is known of the numbers of a step, in the order of the layout. */
    interface Numbers {

        /**
         * Predicts a number.
         *
         * @param seen the numbers of a series, NaN where they are not seen
         * @param place of the number
         * @param logUnit of {@link Prediction#normal}
         */
        Prediction at(double[] seen, int place, double truth, double logUnit);
    }

    /** Learns from training series. */
    Numbers of(Examples training, SeriesLayout layout) {
        StepMoments moments = StepMoments.of(training, layout);
        double[][] differences = this == PERSISTENCE ? differences(training, layout) : null;
        int width = layout.width();
        return (seen, place, truth, logUnit) -> {
            int last = differences == null ? -1 : last(seen, place, width);
            double variance =
                    last < 0 ? Double.NaN : differences[(place - last) / width][place % width];
            return variance > 0
                    ? Prediction.normal(seen[last], Math.sqrt(variance), truth, logUnit)
                    : Prediction.normal(
                            moments.means()[place % width],
                            Math.sqrt(moments.variances()[place % width]),
                            truth,
                            logUnit);
        };
    }

    private static int last(double[] seen, int place, int width) {
        int at = place - width;
        while (at >= 0 && Double.isNaN(seen[at])) {
            at -= width;
        }
        return at;
    }

    /**
     * Returns the mean squared difference of each number over h steps, at [h]; NaN without pairs.
     */
    private static double[][] differences(Examples training, SeriesLayout layout) {
        int width = layout.width();
        double[][] sums = new double[layout.steps()][width];
        double[][] counts = new double[layout.steps()][width];
        double[] row = new double[layout.size()];
        long pairsOfOne = Math.max(1, (long) layout.size() * layout.steps() / 2);
        int most = (int) Math.max(1, Math.min(EXAMPLES, PAIRS / pairsOfOne));
        for (int i = 0; i < Math.min(most, training.size()); i++) {
            training.read(i, row, 0);
            for (int from = 0; from < row.length; from++) {
                for (int to = from + width; to < row.length; to += width) {
                    double difference = row[to] - row[from];
                    if (!Double.isNaN(difference)) {
                        int h = (to - from) / width;
                        sums[h][from % width] += difference * difference;
                        counts[h][from % width]++;
                    }
                }
            }
        }
        for (int h = 0; h < sums.length; h++) {
            double[] n = counts[h];
            double[] sum = sums[h];
            Arrays.setAll(sum, d -> sum[d] / n[d]);
        }
        return sums;
    }
}
