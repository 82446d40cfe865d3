// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Arrays;
import java.util.Locale;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;

/** Predictions of hidden numbers without a model, which a model should beat. They are Normals. */
enum NaivePrediction {
    /** {@link Climatology}. */
    CLIMATOLOGY(
            "climatology",
            " Climatology predicts the mean and the variance of training steps at the same place in the"
                    + " season, of all steps without a season."),
    /**
     * The last number that is seen, and the mean squared difference of numbers so many steps apart
     * in training series. Where none is seen before, it is {@link #CLIMATOLOGY}.
     */
    PERSISTENCE(
            "persistence",
            " Persistence predicts the last number seen; its variance is the mean squared change over so many"
                    + " steps in training series."),
    /** {@link #PERSISTENCE} of the last number that is seen whole seasons before. */
    SEASONAL(
            "seasonal persistence",
            " Seasonal persistence predicts the last number seen whole seasons before; its variance is the mean"
                    + " squared change over so many steps in training series."),
    /** {@link Autoregression}. Where no number is seen before, it is {@link #CLIMATOLOGY}. */
    AUTOREGRESSION(
            "autoregression",
            " An autoregression by least squares, its order by AIC, is iterated from the last number seen.");

    /** The term of the field. */
    final String label;

    /** What it predicts, as a sentence after others. */
    final String meaning;

    NaivePrediction(String label, String meaning) {
        this.label = label;
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
         * @param window where the series is in a longer one
         * @param seen the numbers of a series, NaN where they are not seen
         * @param place of the number
         * @param logUnit of {@link Prediction#normal}
         */
        Prediction at(Origin.Window window, double[] seen, int place, double truth, double logUnit);
    }

    /**
     * Learns from training series.
     *
     * @param season the steps of a season
     */
    Numbers of(Examples training, SeriesLayout layout, int season) {
        Climatology moments = Climatology.of(training, layout, season);
        Numbers climatology =
                (window, seen, place, truth, logUnit) -> moments.at(window, place, truth, logUnit);
        return switch (this) {
            case CLIMATOLOGY -> climatology;
            case PERSISTENCE -> persistence(training, layout, 1, climatology);
            case SEASONAL -> persistence(training, layout, season, climatology);
            case AUTOREGRESSION -> autoregression(training, layout, climatology);
        };
    }

    private static Numbers persistence(
            Examples training, SeriesLayout layout, int season, Numbers otherwise) {
        double[][] differences = differences(training, layout);
        int width = layout.width();
        return (window, seen, place, truth, logUnit) -> {
            int last = last(seen, place, width * season);
            double variance =
                    last < 0 ? Double.NaN : differences[(place - last) / width][place % width];
            return variance > 0
                    ? Prediction.normal(seen[last], Math.sqrt(variance), truth, logUnit)
                    : otherwise.at(window, seen, place, truth, logUnit);
        };
    }

    private static Numbers autoregression(
            Examples training, SeriesLayout layout, Numbers otherwise) {
        int width = layout.width();
        StepMoments moments = StepMoments.of(training, layout);
        Autoregression[] fits = new Autoregression[width];
        Arrays.setAll(fits, d -> Autoregression.of(training, layout, d, moments.means()[d]));
        return (window, seen, place, truth, logUnit) -> {
            int last = last(seen, place, width);
            return last < 0
                    ? otherwise.at(window, seen, place, truth, logUnit)
                    : fits[place % width].at(seen, last, place, width, truth, logUnit);
        };
    }

    /** Returns the last place some strides before one that is seen; below 0 if none is. */
    private static int last(double[] seen, int place, int stride) {
        int at = place - stride;
        while (at >= 0 && Double.isNaN(seen[at])) {
            at -= stride;
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
        int read = Math.min(most, training.size());
        for (int i = 0; i < read; i++) {
            // Windows are in the order of time, so the first ones alone are no sample.
            training.read((int) ((long) i * training.size() / read), row, 0);
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
