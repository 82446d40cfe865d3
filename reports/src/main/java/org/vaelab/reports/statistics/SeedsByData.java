// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.Arrays;
import org.hipparchus.stat.StatUtils;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.LagWindow;

/**
 * The variance of values over seeds and test examples, in a two-way random layout without
 * replication (Searle, Casella and McCulloch 1992, section 4.5).
 *
 * <pre>
 * y_si = m + A_s + B_i + E_si,      s = 1..S,  i = 1..N
 *
 * msSeed     = N sum_s (ybar_s - ybar)^2 / (S - 1)                      E = N var_A + var_E
 * msDatum    = S sum_i (ybar_i - ybar)^2 / (N - 1)                      E = S var_B + var_E
 * msResidual = sum_si (y_si - ybar_s - ybar_i + ybar)^2 / ((S-1)(N-1))  E = var_E
 * </pre>
 *
 * <p>The mean of all values has the variance {@code var_A/S + var_B/N + var_E/(S N)} over other
 * seeds and other examples.
 *
 * @param seeds S, at least 2
 * @param data N, at least 2
 * @param mean the mean of all values
 */
@Internal
public record SeedsByData(
        int seeds, int data, double mean, double msSeed, double msDatum, double msResidual) {

    /**
     * Computes the mean squares.
     *
     * @param y the values, [seed][example]
     * @throws IllegalArgumentException if there are fewer than two seeds or examples, or the rows
     *     differ in length
     */
    public static SeedsByData of(double[][] y) {
        int seeds = y.length;
        int data = seeds == 0 ? 0 : y[0].length;
        if (seeds < 2 || data < 2 || Arrays.stream(y).anyMatch(row -> row.length != data)) {
            throw new IllegalArgumentException(
                    "needs two seeds with the same examples, at least two, but has "
                            + seeds
                            + " seeds and "
                            + data
                            + " examples");
        }
        double[] ofSeeds = Arrays.stream(y).mapToDouble(StatUtils::mean).toArray();
        double[] ofData = means(y);
        double mean = StatUtils.mean(ofSeeds);
        double residual = 0;
        for (int s = 0; s < seeds; s++) {
            for (int i = 0; i < data; i++) {
                double e = (y[s][i] - ofSeeds[s]) - (ofData[i] - mean);
                residual += e * e;
            }
        }
        return new SeedsByData(
                seeds,
                data,
                mean,
                data * StatUtils.variance(ofSeeds, mean),
                seeds * StatUtils.variance(ofData, mean),
                residual / ((seeds - 1.0) * (data - 1)));
    }

    /**
     * Returns the standard error of the mean over examples that are windows of longer series, {@code
     * sqrt(var_B / N)} of those that share nothing. Variances of means over examples are those of
     * {@link LagWindow}: that of the means over seeds, less the part of E, which each seed has.
     *
     * @return NaN if the windows are too few
     */
    public static double dataError(double[][] y, LagWindow windows) {
        int seeds = y.length;
        double[] ofData = means(y);
        double mean = StatUtils.mean(ofData);
        double whole = Math.pow(windows.ofMean(ofData), 2);
        double ofSeeds = 0;
        for (double[] row : y) {
            double own = StatUtils.mean(row);
            double[] residuals = new double[row.length];
            Arrays.setAll(residuals, i -> row[i] - own - ofData[i] + mean);
            ofSeeds += Math.pow(windows.ofMean(residuals), 2) / (seeds - 1);
        }
        double variance = whole - ofSeeds / seeds;
        // Written so that NaN stays.
        return variance < 0 ? 0 : Math.sqrt(variance);
    }

    /** Returns the mean over seeds of each example. */
    public static double[] means(double[][] y) {
        double[] means = new double[y[0].length];
        for (double[] row : y) {
            for (int i = 0; i < means.length; i++) {
                means[i] += row[i] / y.length;
            }
        }
        return means;
    }

    /** Returns the unbiased estimate of var_B; it may be negative. */
    public double varDatum() {
        return (msDatum - msResidual) / seeds;
    }

    /** Returns the standard error of the mean for other seeds and the same examples. */
    public double seSeedsRandom() {
        return Math.sqrt(msSeed / seeds / data);
    }
}
