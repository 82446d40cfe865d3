// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.Arrays;
import org.vaelab.framework.Internal;

/**
 * The Bayesian signed-rank test of the differences of two methods over tasks (Benavoli et al. 2014;
 * Benavoli, Corani, Demsar and Zaffalon 2017, section 4.2).
 *
 * <pre>
 * w ~ Dirichlet(s, 1, ..., 1),   z_0 = 0
 * left = sum_ij w_i w_j [z_i + z_j &lt; -2 rope],   right = sum_ij w_i w_j [z_i + z_j &gt; 2 rope]
 * </pre>
 *
 * <p>The prior is a Dirichlet process of strength s = 1 with its pseudo-observation z_0 in the
 * region of practical equivalence, as in baycomp. The result is how often each of left, rope and
 * right is the largest. Without a region, sums of exactly 0 count half for each side, and the
 * probability of the region is 0. The probabilities come from {@value #DRAWS} draws from a fixed
 * seed, so their standard error is at most 0.0025.
 *
 * @param tasks the number of differences
 * @param left the probability that the first method is worse by more than the rope
 * @param rope the probability that the two are practically equal
 * @param right the probability that the first method is better by more than the rope
 */
@Internal
public record BayesianSignedRank(int tasks, double left, double rope, double right) {

    /** The number of draws from the posterior. */
    public static final int DRAWS = 40_000;

    private static final long SEED = 2014;

    /**
     * Runs the test.
     *
     * @param differences first method minus second, one for each task, on a common scale; larger
     *     is better for the first
     * @param rope differences up to this size, at least 0, count as equal
     * @throws IllegalArgumentException if there is no difference, one is NaN, or the rope is below
     *     0
     */
    public static BayesianSignedRank of(double[] differences, double rope) {
        return of(differences, rope, DRAWS);
    }

    static BayesianSignedRank of(double[] differences, double rope, int draws) {
        if (differences.length == 0 || Arrays.stream(differences).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("needs differences that are numbers, at least one");
        }
        if (!(rope >= 0)) {
            throw new IllegalArgumentException("rope must be at least 0, but is " + rope);
        }
        int n = differences.length + 1;
        int[] order = new int[n];
        double[] z = sorted(differences, order);
        int[][] below = below(z, rope);
        SplitMix random = new SplitMix(SEED);
        double[] wins = new double[3];
        double[] weights = new double[n];
        double[] byPlace = new double[n];
        double[] sums = new double[n + 1];
        for (int draw = 0; draw < draws; draw++) {
            Arrays.setAll(weights, i -> random.exponential());
            Arrays.setAll(byPlace, i -> weights[order[i]]);
            for (int i = 0; i < n; i++) {
                sums[i + 1] = sums[i] + byPlace[i];
            }
            count(byPlace, sums, below, rope, wins);
        }
        return new BayesianSignedRank(
                differences.length, wins[0] / draws, wins[1] / draws, wins[2] / draws);
    }

    /** Sorts the differences with the pseudo-observation; {@code order} gets their places. */
    private static double[] sorted(double[] differences, int[] order) {
        double[] all = new double[order.length];
        System.arraycopy(differences, 0, all, 1, differences.length);
        Integer[] places = new Integer[order.length];
        Arrays.setAll(places, i -> i);
        Arrays.sort(places, (a, b) -> Double.compare(all[a], all[b]));
        Arrays.setAll(order, i -> places[i]);
        return Arrays.stream(order).mapToDouble(i -> all[i]).toArray();
    }

    /**
     * Returns, for each z_i, the numbers of z_j with z_i + z_j below and up to the region's ends.
     */
    private static int[][] below(double[] z, double rope) {
        int[][] below = new int[2][z.length];
        for (int i = 0; i < z.length; i++) {
            double one = z[i];
            below[0][i] = (int) Arrays.stream(z).filter(o -> one + o < -2 * rope).count();
            below[1][i] = (int) Arrays.stream(z).filter(o -> one + o <= 2 * rope).count();
        }
        return below;
    }

    private static void count(
            double[] weights, double[] sums, int[][] below, double rope, double[] wins) {
        double total = sums[weights.length];
        double left = 0;
        double right = 0;
        for (int i = 0; i < weights.length; i++) {
            left += weights[i] * sums[below[0][i]];
            right += weights[i] * (total - sums[below[1][i]]);
        }
        // Without a region, the sums of exactly 0 belong to both sides alike.
        double inside = rope > 0 ? total * total - left - right : -1;
        double largest = Math.max(left, Math.max(inside, right));
        int largestOnes =
                (left == largest ? 1 : 0)
                        + (inside == largest ? 1 : 0)
                        + (right == largest ? 1 : 0);
        double share = 1.0 / largestOnes;
        wins[0] += left == largest ? share : 0;
        wins[1] += inside == largest ? share : 0;
        wins[2] += right == largest ? share : 0;
    }
}
