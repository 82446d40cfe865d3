// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.FDistribution;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * Friedman's test for k methods on n blocks (data sets, or seeds), with Nemenyi's critical
 * difference of mean ranks (Demsar 2006).
 *
 * @param meanRanks the mean rank of each method; rank 1 is the smallest value of a block
 * @param blocks the number n of blocks
 * @param chiSquared Friedman's statistic, corrected for ties; NaN if all values are tied
 * @param p its upper tail under chi-squared with k - 1 degrees of freedom
 * @param imanDavenportF (n - 1) chi2 / (n (k - 1) - chi2)
 * @param imanDavenportP its upper tail under F with k - 1 and (k - 1)(n - 1) degrees of freedom
 */
public record Friedman(
        List<Double> meanRanks,
        int blocks,
        double chiSquared,
        double p,
        double imanDavenportF,
        double imanDavenportP) {

    /** Checks the components. */
    public Friedman {
        meanRanks = List.copyOf(meanRanks);
    }

    /**
     * Tests whether all methods are alike.
     *
     * @param x the values, [block][method]; at least two of each
     * @return the test
     * @throws IllegalArgumentException if there are too few or the rows differ in length
     */
    public static Friedman of(double[][] x) {
        int n = x.length;
        int k = n == 0 ? 0 : x[0].length;
        if (n < 2 || k < 2) {
            throw new IllegalArgumentException(
                    "needs two blocks and two methods, but there are " + n + " and " + k);
        }
        NaturalRanking ranking = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);
        double[] sums = new double[k];
        double squares = 0;
        for (double[] row : x) {
            if (row.length != k) {
                throw new IllegalArgumentException(
                        "blocks of " + k + " and " + row.length + " methods");
            }
            double[] ranks = ranking.rank(row);
            for (int j = 0; j < k; j++) {
                sums[j] += ranks[j];
                squares += ranks[j] * ranks[j];
            }
        }
        // The analysis-of-variance form on ranks, which corrects for ties by itself.
        double center = n * k * (k + 1.0) * (k + 1.0) / 4;
        double between = DoubleStream.of(sums).map(s -> s * s).sum() / n - center;
        double chiSquared = (k - 1.0) * n * between / (squares - center);
        double f = (n - 1) * chiSquared / (n * (k - 1.0) - chiSquared);
        return new Friedman(
                Arrays.stream(sums).map(s -> s / n).boxed().toList(),
                n,
                chiSquared,
                1 - new ChiSquaredDistribution(k - 1).cumulativeProbability(chiSquared),
                f,
                1 - new FDistribution(k - 1, (k - 1.0) * (n - 1)).cumulativeProbability(f));
    }

    /**
     * Returns the difference of two mean ranks beyond which the methods differ at level alpha, all
     * pairs taken together (Nemenyi).
     *
     * <pre>
     * q_alpha sqrt( k (k + 1) / (6 n) )
     * </pre>
     *
     * @param alpha the level, inside (0, 1)
     * @return the critical difference
     */
    public double criticalDifference(double alpha) {
        int k = meanRanks.size();
        return nemenyiQuantile(k, alpha) * Math.sqrt(k * (k + 1.0) / (6.0 * blocks));
    }

    /** Returns the upper quantile of the studentised range for k groups, divided by sqrt(2). */
    static double nemenyiQuantile(int k, double alpha) {
        return StudentizedRange.upperQuantile(k, alpha) / Math.sqrt(2);
    }
}
