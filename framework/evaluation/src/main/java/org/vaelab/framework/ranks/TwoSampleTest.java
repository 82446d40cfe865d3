// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.ranks;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.random.RandomKey;

/**
 * The exact two-sample test of Kolmogorov and Smirnov. Ties between the samples are broken at
 * random, so that the p-value is exact for discrete quantities too: under one distribution it is at
 * most a with probability at most a, and for every a that it can take, with probability a.
 */
@Internal
public final class TwoSampleTest {

    private final boolean[] isFirst;
    private final int n;
    private final int m;

    /**
     * Ranks two samples together.
     *
     * @param first the first sample, at least one number, none of them NaN
     * @param second the second sample, likewise
     * @param key breaks ties
     */
    public TwoSampleTest(double[] first, double[] second, RandomKey key) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException("both samples must have a number");
        }
        n = first.length;
        m = second.length;
        double[] order = key.uniform(n + m);
        double[] values = new double[n + m];
        System.arraycopy(first, 0, values, 0, n);
        System.arraycopy(second, 0, values, n, m);
        int[] sorted =
                IntStream.range(0, n + m)
                        .boxed()
                        .sorted(
                                Comparator.<Integer>comparingDouble(i -> values[i])
                                        .thenComparingDouble(i -> order[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        isFirst = new boolean[n + m];
        for (int place = 0; place < n + m; place++) {
            isFirst[place] = sorted[place] < n;
        }
    }

    /** Returns n m times the difference of the distribution functions after each place. */
    private long[] differences() {
        long[] differences = new long[n + m];
        long now = 0;
        for (int place = 0; place < n + m; place++) {
            differences[place] = now += isFirst[place] ? m : -n;
        }
        return differences;
    }

    /**
     * Returns the difference of the distribution functions, that of the first sample minus that of
     * the second, after the shares 1/k, ..., (k-1)/k of all numbers.
     */
    public double[] differencesAt(int k) {
        long[] all = differences();
        double[] found = new double[k - 1];
        for (int i = 1; i < k; i++) {
            int place = (int) ((long) i * (n + m) / k);
            found[i - 1] = place == 0 ? 0 : all[place - 1] / ((double) n * m);
        }
        return found;
    }

    /** Returns the largest difference of the distribution functions. */
    public double distance() {
        return largest() / ((double) n * m);
    }

    private long largest() {
        long most = 0;
        for (long difference : differences()) {
            most = Math.max(most, Math.abs(difference));
        }
        return most;
    }

    /** Returns the probability of a distance that is no smaller, under one distribution. */
    public double pValue() {
        return reaching(largest());
    }

    /**
     * Returns the smallest distance whose p-value is at most {@code level}; 1 if there is none.
     *
     * @param level between 0 and 1
     */
    public double critical(double level) {
        long low = 0;
        long high = (long) n * m + 1;
        while (high - low > 1) {
            long middle = (low + high) / 2;
            if (reaching(middle) <= level) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Math.min(1, high / ((double) n * m));
    }

    /**
     * Returns the probability that the distance times n m reaches a limit: of the lattice paths
     * from (0, 0) to (n, m) the share that does not stay within it, by a recursion over their last
     * step. All terms are positive, so tiny probabilities are exact to rounding too.
     */
    private double reaching(long limit) {
        double[] share = new double[m + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= m; j++) {
                if (Math.abs((long) i * m - (long) j * n) >= limit) {
                    share[j] = 1;
                } else if (i + j == 0) {
                    share[j] = 0;
                } else {
                    double up = i == 0 ? 0 : share[j] * i / (i + j);
                    share[j] = up + (j == 0 ? 0 : share[j - 1] * j / (i + j));
                }
            }
        }
        return share[m];
    }
}
