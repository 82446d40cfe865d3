// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import org.hipparchus.stat.StatUtils;
import org.vaelab.framework.Internal;

/**
 * Student's paired t test for a difference of means.
 *
 * <p>If all differences are equal, the standard error is 0. Then t is infinite with p = 0, or NaN
 * with p = NaN if the mean difference is 0 too.
 *
 * @param meanDifference mean of a minus mean of b
 * @param standardError of the mean difference
 * @param t meanDifference / standardError
 * @param degreesOfFreedom n - 1 for n pairs
 * @param pTwoSided P(|T| &gt;= |t|) if the means are equal; after repeated looks, the least level
 *     that rejects ({@link Looks})
 * @param looks whether the number of pairs was fixed in advance
 */
@Internal
public record TTest(
        double meanDifference,
        double standardError,
        double t,
        double degreesOfFreedom,
        double pTwoSided,
        Looks looks) {

    /**
     * Tests the mean of the differences a_i - b_i.
     *
     * @param a first values
     * @param b second values, paired with the first by position; at least two pairs
     * @throws IllegalArgumentException if the lengths differ or there are fewer than two pairs
     */
    public static TTest paired(double[] a, double[] b) {
        return paired(a, b, Looks.ONCE);
    }

    /**
     * As {@link #paired(double[], double[])}, of pairs whose number may follow from earlier looks.
     */
    public static TTest paired(double[] a, double[] b, Looks looks) {
        double[] differences = differences(a, b);
        int n = differences.length;
        if (n < 2) {
            throw new IllegalArgumentException("a paired test needs two pairs, but there is " + n);
        }
        double error = Math.sqrt(StatUtils.variance(differences) / n);
        double mean = StatUtils.mean(differences);
        double t = mean / error;
        return new TTest(mean, error, t, n - 1.0, looks.twoSided(t, n), looks);
    }

    /**
     * Returns half the width of the confidence interval of the mean difference.
     *
     * @param confidence the coverage, inside (0, 1)
     * @throws IllegalArgumentException if the confidence is outside (0, 1)
     */
    public double halfWidth(double confidence) {
        TStatistic.requireConfidence(confidence);
        return standardError == 0
                ? 0
                : looks.quantile(confidence, (int) degreesOfFreedom + 1) * standardError;
    }

    /** Returns a_i - b_i. */
    public static double[] differences(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "pairs need equal lengths, but these are " + a.length + " and " + b.length);
        }
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = a[i] - b[i];
        }
        return differences;
    }
}
