// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.ranks;

import java.util.Arrays;
import org.vaelab.framework.Internal;

/**
 * Ranks of numbers among L others each, from 0 to L. They are uniform if a number and those it is
 * ranked among have one distribution (Cook et al. 2006; Talts et al. 2018).
 */
@Internal
public final class Ranks {

    /** The most points at which their distribution function is tested. */
    public static final int POINTS = 100;

    private final int[] ranks;
    private final int largest;
    private final long[] counts;

    /**
     * Takes ranks.
     *
     * @param ranks at least one, each from 0 to {@code largest}
     * @param largest L, at least 1
     */
    public Ranks(int[] ranks, int largest) {
        if (ranks.length == 0 || largest < 1) {
            throw new IllegalArgumentException(
                    "there must be a rank among at least 1, not %s among %s"
                            .formatted(ranks.length, largest));
        }
        this.ranks = ranks.clone();
        this.largest = largest;
        this.counts = new long[largest + 1];
        for (int rank : ranks) {
            counts[rank]++;
        }
    }

    public int size() {
        return ranks.length;
    }

    /** Returns the exact test that fits n ranks from 0 to L, at up to {@value #POINTS} points. */
    public static EcdfTest test(int n, int largest) {
        int[] ends = ends(largest);
        double[] z = new double[ends.length];
        Arrays.setAll(z, i -> ends[i] / (largest + 1.0));
        return new EcdfTest(n, z);
    }

    /** Points r of which the ranks below r are counted. */
    private static int[] ends(int largest) {
        int parts = Math.min(largest + 1, POINTS);
        int[] ends = new int[parts - 1];
        Arrays.setAll(ends, i -> (int) ((i + 1L) * (largest + 1) / parts));
        return ends;
    }

    /** Returns the counts for {@link #test}. */
    public int[] countsBelow() {
        int[] ends = ends(largest);
        int[] below = new int[ends.length];
        int sum = 0;
        int rank = 0;
        for (int i = 0; i < ends.length; i++) {
            while (rank < ends[i]) {
                sum += (int) counts[rank++];
            }
            below[i] = sum;
        }
        return below;
    }

    /**
     * Returns the distance of Kolmogorov and Smirnov: the largest difference, over r, of the share
     * of ranks up to r and (r + 1)/(L + 1).
     */
    public double distance() {
        double most = 0;
        long sum = 0;
        for (int rank = 0; rank <= largest; rank++) {
            sum += counts[rank];
            double share = sum / (double) ranks.length;
            most = Math.max(most, Math.abs(share - (rank + 1.0) / (largest + 1)));
        }
        return most;
    }

    /**
     * Returns the mean of the ranks as a standard score: 0 in expectation if they are uniform, with
     * variance 1. It is negative if ranks are low.
     */
    public double slope() {
        double mean = Arrays.stream(ranks).average().orElseThrow();
        double variance = ((largest + 1.0) * (largest + 1.0) - 1) / 12;
        return (mean - largest / 2.0) * Math.sqrt(ranks.length / variance);
    }

    /**
     * Returns the mean squared distance of the ranks from their middle as a standard score. It is
     * positive if the ranks have a U shape.
     */
    public double spread() {
        double middle = largest / 2.0;
        double mean =
                Arrays.stream(ranks)
                        .mapToDouble(r -> (r - middle) * (r - middle))
                        .average()
                        .orElse(0);
        double first = 0;
        double second = 0;
        for (int rank = 0; rank <= largest; rank++) {
            double square = (rank - middle) * (rank - middle);
            first += square / (largest + 1);
            second += square * square / (largest + 1);
        }
        double variance = second - first * first;
        // Of two ranks both have one distance from the middle.
        return variance > 0 ? (mean - first) * Math.sqrt(ranks.length / variance) : 0;
    }
}
