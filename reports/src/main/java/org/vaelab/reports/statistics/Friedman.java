// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.vaelab.framework.Internal;

/**
 * Friedman's test for k methods on n blocks (data sets, or seeds), with Nemenyi's critical
 * difference of mean ranks (Demsar 2006, section 3.2.2).
 *
 * <pre>
 * R_j = sum_i r_ij,     chi2 = (k - 1) (sum_j R_j^2 - n c) / (sum_ij r_ij^2 - c),     c = n k (k + 1)^2 / 4
 * </pre>
 *
 * <p>The approximation does not hold for few blocks. Three methods on four blocks have chi2 = 6 or
 * more with probability 0.069, where chi-squared gives 0.0498. Use {@link #exactP} for few blocks.
 *
 * @param meanRanks the mean rank of each method; rank 1 is the smallest value of a block
 * @param blocks the number n of blocks
 * @param chiSquared Friedman's statistic, corrected for ties; NaN if all values are tied
 * @param p its upper tail under chi-squared with k - 1 degrees of freedom
 * @param exactP the probability of a statistic at least as large if every order of a block's ranks
 *     is equally likely, ties included. NaN if all values are tied, or if there are too many orders
 *     (from seven methods on, and from about ten blocks of six)
 */
@Internal
public record Friedman(
        List<Double> meanRanks, int blocks, double chiSquared, double p, double exactP) {

    public Friedman {
        meanRanks = List.copyOf(meanRanks);
    }

    /**
     * Tests whether all methods are equal.
     *
     * @param x the values, [block][method]; at least two of each
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
        // Twice the mean ranks are integers, so agreement is exact even with ties.
        long[][] ranks = new long[n][];
        for (int i = 0; i < n; i++) {
            if (x[i].length != k) {
                throw new IllegalArgumentException(
                        "blocks of " + k + " and " + x[i].length + " methods");
            }
            ranks[i] =
                    Arrays.stream(ranking.rank(x[i])).mapToLong(r -> Math.round(2 * r)).toArray();
        }
        return ofDoubled(ranks, n, k);
    }

    private static Friedman ofDoubled(long[][] ranks, int n, int k) {
        long[] sums = RankSums.of(ranks);
        // The analysis-of-variance form on ranks, times 4 n, corrects for ties by itself.
        long center = (long) n * n * k * (k + 1) * (k + 1);
        long between = RankSums.squares(sums) - center;
        long total = n * Arrays.stream(ranks).mapToLong(RankSums::squares).sum() - center;
        double chiSquared = n * (k - 1.0) * between / total;
        return new Friedman(
                Arrays.stream(sums).mapToObj(sum -> sum / (2.0 * n)).toList(),
                n,
                chiSquared,
                1 - new ChiSquaredDistribution(k - 1).cumulativeProbability(chiSquared),
                total == 0 ? Double.NaN : RankSums.upperTail(ranks));
    }

    /**
     * Returns Nemenyi's critical difference of two mean ranks at level alpha, for all pairs
     * together.
     *
     * <pre>
     * q_alpha sqrt( k (k + 1) / (6 n) )
     * </pre>
     *
     * @param alpha the level, inside (0, 1)
     */
    public double criticalDifference(double alpha) {
        int k = meanRanks.size();
        return nemenyiQuantile(k, alpha) * Math.sqrt(k * (k + 1.0) / (6.0 * blocks));
    }

    /** Returns the exact p-value, or that of chi-squared if there are too many orders. */
    public double bestP() {
        return Double.isNaN(exactP) ? p : exactP;
    }

    /**
     * Returns whether any pair of methods could differ at level alpha: with few blocks, the
     * critical difference is above the largest difference of mean ranks, k - 1.
     */
    public boolean canSeparate(double alpha) {
        return criticalDifference(alpha) < meanRanks.size() - 1;
    }

    /**
     * Returns the groups of methods that do not differ at level alpha (Nemenyi): the longest runs
     * of methods, by mean rank, whose ends are within the critical difference. All methods are one
     * group if the joint test does not reject.
     *
     * @return the places of the methods of each group, best first; a method may be in several, and
     *     groups of one are left out
     */
    public List<List<Integer>> groups(double alpha) {
        List<Integer> order =
                IntStream.range(0, meanRanks.size())
                        .boxed()
                        .sorted(Comparator.comparingDouble(meanRanks::get))
                        .toList();
        if (!(bestP() < alpha)) {
            return List.of(order);
        }
        double critical = criticalDifference(alpha);
        List<List<Integer>> groups = new ArrayList<>();
        int reached = 0;
        for (int from = 0; from < order.size(); from++) {
            int to = from;
            while (to < order.size()
                    && meanRanks.get(order.get(to)) - meanRanks.get(order.get(from)) <= critical) {
                to++;
            }
            if (to > reached && to - from > 1) {
                groups.add(order.subList(from, to));
            }
            reached = Math.max(reached, to);
        }
        return List.copyOf(groups);
    }

    /** Returns the upper quantile of the studentised range for k groups, divided by sqrt(2). */
    static double nemenyiQuantile(int k, double alpha) {
        return StudentizedRange.upperQuantile(k, alpha) / Math.sqrt(2);
    }
}
