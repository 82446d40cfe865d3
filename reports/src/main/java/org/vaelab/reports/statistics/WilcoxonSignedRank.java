// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.Arrays;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;
import org.vaelab.framework.Internal;

/**
 * Wilcoxon's signed-rank test with its exact distribution, ties included.
 *
 * <p>Differences of 0 are dropped first; tied absolute differences share their mean rank. The
 * distribution is the permutation distribution of those ranks: all 2^n patterns of signs are
 * equally likely. Below six pairs no outcome has a two-sided p under 0.05.
 *
 * @param nonZero the number of differences that are not 0
 * @param wPlus the sum of the ranks of the positive differences
 * @param wMinus the sum of the ranks of the negative differences
 * @param pTwoSided min(1, 2 P(W &lt;= min(wPlus, wMinus)))
 * @param pGreater P(W+ &gt;= wPlus)
 * @param pLess P(W+ &lt;= wPlus)
 */
@Internal
public record WilcoxonSignedRank(
        int nonZero, double wPlus, double wMinus, double pTwoSided, double pGreater, double pLess) {

    /** Up to this number of pairs, the counts of sign patterns are exact in a double. */
    private static final int LARGEST = 50;

    /**
     * Tests whether the differences a_i - b_i are symmetric about 0.
     *
     * @param a first values
     * @param b second values, paired with the first by position
     * @return the test; with no difference other than 0 every p is 1
     * @throws IllegalArgumentException if the lengths differ, a difference is NaN, or more than 50
     *     are not 0
     */
    public static WilcoxonSignedRank of(double[] a, double[] b) {
        double[] differences = Arrays.stream(TTest.differences(a, b)).filter(d -> d != 0).toArray();
        int n = differences.length;
        if (Arrays.stream(differences).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("a difference is NaN");
        }
        if (n > LARGEST) {
            throw new IllegalArgumentException(
                    n + " pairs are too many for the exact distribution; the limit is " + LARGEST);
        }
        if (n == 0) {
            return new WilcoxonSignedRank(0, 0, 0, 1, 1, 1);
        }
        // Twice the mean ranks are integers.
        int[] ranks =
                Arrays.stream(
                                new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE)
                                        .rank(Arrays.stream(differences).map(Math::abs).toArray()))
                        .mapToInt(rank -> (int) Math.round(2 * rank))
                        .toArray();
        int plus = 0;
        int total = 0;
        for (int i = 0; i < n; i++) {
            plus += differences[i] > 0 ? ranks[i] : 0;
            total += ranks[i];
        }
        double[] counts = signPatterns(ranks, total);
        double patterns = Math.scalb(1.0, n);
        double less = sum(counts, 0, plus) / patterns;
        double greater = sum(counts, plus, total) / patterns;
        double twoSided = sum(counts, 0, Math.min(plus, total - plus)) / patterns;
        return new WilcoxonSignedRank(
                n, plus / 2.0, (total - plus) / 2.0, Math.min(1, 2 * twoSided), greater, less);
    }

    /** Returns how many of the 2^n patterns of signs give each sum of positive (doubled) ranks. */
    private static double[] signPatterns(int[] ranks, int total) {
        double[] counts = new double[total + 1];
        counts[0] = 1;
        int reached = 0;
        for (int rank : ranks) {
            reached += rank;
            for (int sum = reached; sum >= rank; sum--) {
                counts[sum] += counts[sum - rank];
            }
        }
        return counts;
    }

    private static double sum(double[] counts, int from, int to) {
        double sum = 0;
        for (int i = from; i <= to; i++) {
            sum += counts[i];
        }
        return sum;
    }
}
