// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;

/**
 * The climatology of training series with a season of S steps: the mean of the numbers at a place in
 * the season, with a Normal of one variance about it.
 *
 * <pre>
 *   m_s = mean of x at place s,   v = RSS / N * n / (n - S'),   x ~ N(m_s, v (1 + 1 / n_s))
 * </pre>
 *
 * <p>RSS is the sum of squares about the means over the N numbers of all windows. Windows share
 * steps, so n and n_s count each step once, and S' the places with a number. A number at another
 * place, or where n is at most S', has the mean and the variance of all steps.
 *
 * <p>Windows know their place in the season, also those of series that begin at different times. A
 * whole series begins at place 0.
 *
 * @param means of each place and number, [S D]; NaN without a number
 * @param variances of a prediction, [S D]
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record Climatology(int season, int width, double[] means, double[] variances) {

    static Climatology of(Examples training, SeriesLayout layout, int season) {
        int width = layout.width();
        StepMoments whole = StepMoments.of(training, layout);
        double[] means = new double[season * width];
        double[] weights = new double[season * width];
        double[] steps = new double[season * width];
        Map<Integer, BitSet> taken = new HashMap<>();
        double[] row = new double[training.width()];
        for (int i = 0; i < training.size(); i++) {
            training.read(i, row, 0);
            Origin.Window own = training.origin().window(i);
            BitSet known = taken.computeIfAbsent(own.series(), k -> new BitSet());
            for (int j = 0; j < layout.size(); j++) {
                if (!Double.isNaN(row[j])) {
                    int at = place(own, j, season, width);
                    means[at] += (row[j] - means[at]) / ++weights[at];
                    int number = own.first() * width + j;
                    steps[at] += known.get(number) ? 0 : 1;
                    known.set(number);
                }
            }
        }
        double[] squares = new double[width];
        for (int i = 0; i < training.size(); i++) {
            training.read(i, row, 0);
            Origin.Window own = training.origin().window(i);
            for (int j = 0; j < layout.size(); j++) {
                if (!Double.isNaN(row[j])) {
                    double error = row[j] - means[place(own, j, season, width)];
                    squares[j % width] += error * error;
                }
            }
        }
        double[] variances = new double[season * width];
        for (int d = 0; d < width; d++) {
            double all = 0;
            double once = 0;
            int places = 0;
            for (int at = d; at < means.length; at += width) {
                all += weights[at];
                once += steps[at];
                places += steps[at] > 0 ? 1 : 0;
            }
            double variance = once > places ? squares[d] / all * once / (once - places) : 0;
            for (int at = d; at < means.length; at += width) {
                boolean isKnown = variance > 0 && steps[at] > 0;
                means[at] = isKnown ? means[at] : whole.means()[d];
                variances[at] = isKnown ? variance * (1 + 1 / steps[at]) : whole.variances()[d];
            }
        }
        return new Climatology(season, width, means, variances);
    }

    private static int place(Origin.Window window, int place, int season, int width) {
        return Math.floorMod(window.first() + place / width, season) * width + place % width;
    }

    /** Predicts a number of a series or window. */
    Prediction at(Origin.Window window, int place, double truth, double logUnit) {
        int at = place(window, place, season, width);
        return Prediction.normal(means[at], Math.sqrt(variances[at]), truth, logUnit);
    }
}
