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
 * <p>One value has a mean but no interval: everything else is {@code NaN}, never 0. The ends may be
 * cut to a range of possible values; half the width is that of the interval before.
 *
 * @param n the number of values, at least 1
 * @param mean their mean
 * @param standardDeviation with n - 1 in the denominator
 * @param standardError standardDeviation / sqrt(n)
 * @param tQuantile the quantile of Student's t
 * @param low the lower end
 * @param high the upper end
 */
public record MeanInterval(
        int n,
        double mean,
        double standardDeviation,
        double standardError,
        double tQuantile,
        double low,
        double high) {

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
            double none = Double.NaN;
            return new MeanInterval(1, values[0], none, none, none, none, none);
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
        double half = quantile * error;
        return new MeanInterval(n, mean, deviation, error, quantile, mean - half, mean + half);
    }

    /** Returns whether there are at least two values, so that the interval is defined. */
    public boolean hasInterval() {
        return n > 1;
    }

    /** Returns half the width of the interval that is not cut: tQuantile * standardError. */
    public double halfWidth() {
        return tQuantile * standardError;
    }

    /** Returns this interval, cut to a range of possible values. */
    public MeanInterval within(double least, double most) {
        return new MeanInterval(
                n,
                mean,
                standardDeviation,
                standardError,
                tQuantile,
                Math.max(least, low),
                Math.min(most, high));
    }

    /** Returns whether an end is cut. */
    public boolean isCut() {
        return low > mean - halfWidth() || high < mean + halfWidth();
    }
}
