// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import org.hipparchus.stat.descriptive.DescriptiveStatistics;

/**
 * A mean with its Student t confidence interval.
 *
 * <pre>
 * mean -/+ t_{(1 + confidence)/2, n-1} s / sqrt(n)
 * </pre>
 *
 * <p>One value has a mean but no interval: everything else is {@code NaN}, never 0.
 *
 * @param n the number of values, at least 1
 * @param mean their mean
 * @param standardDeviation with n - 1 in the denominator
 * @param standardError standardDeviation / sqrt(n)
 * @param tQuantile the quantile of Student's t
 * @param halfWidth tQuantile * standardError
 */
public record MeanInterval(
        int n,
        double mean,
        double standardDeviation,
        double standardError,
        double tQuantile,
        double halfWidth) {

    /**
     * Computes the interval.
     *
     * @param values independent values, at least one
     * @param confidence the coverage, inside (0, 1)
     * @throws IllegalArgumentException if there is no value or the confidence is outside (0, 1)
     */
    public static MeanInterval of(double[] values, double confidence) {
        TStatistic.requireConfidence(confidence);
        if (values.length == 0) {
            throw new IllegalArgumentException("a mean needs at least one value");
        }
        DescriptiveStatistics statistics = new DescriptiveStatistics(values);
        int n = values.length;
        if (n == 1) {
            return new MeanInterval(1, values[0], Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        return of(n, statistics.getMean(), statistics.getStandardDeviation(), confidence);
    }

    /**
     * Computes the interval of a known mean.
     *
     * @param n the number of values, at least 2
     * @param deviation their standard deviation
     * @param confidence the coverage, inside (0, 1)
     */
    public static MeanInterval of(int n, double mean, double deviation, double confidence) {
        double error = deviation / Math.sqrt(n);
        double quantile = TStatistic.quantile(confidence, n - 1);
        return new MeanInterval(n, mean, deviation, error, quantile, quantile * error);
    }

    /** Returns whether there are at least two values, so that the interval is defined. */
    public boolean hasInterval() {
        return n > 1;
    }

    public double low() {
        return mean - halfWidth;
    }

    public double high() {
        return mean + halfWidth;
    }
}
