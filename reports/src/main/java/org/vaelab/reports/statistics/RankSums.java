// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rank sums of k methods over n blocks, and their distribution if the methods are equal: every
 * order of a block's ranks is equally likely, and blocks are independent.
 *
 * <p>Ranks are doubled, so that the mean ranks of ties are integers too.
 */
final class RankSums {

    private static final int MOST_METHODS = 6;
    private static final long MOST_WORK = 5_000_000;

    /** Bits per sum, so that six sums fit into a long. */
    private static final int BITS = 10;

    private static final long LARGEST_SUM = (1 << BITS) - 1;

    private RankSums() {}

    static long[] of(long[][] ranks) {
        long[] sums = new long[ranks[0].length];
        for (long[] block : ranks) {
            Arrays.setAll(sums, j -> sums[j] + block[j]);
        }
        return sums;
    }

    static long squares(long[] values) {
        return Arrays.stream(values).map(value -> value * value).sum();
    }

    /**
     * Returns the probability that the sum of the squared rank sums is at least as large as
     * observed. This is the upper tail of Friedman's statistic, which grows with it.
     *
     * <p>The computation goes block by block over the sums in ascending order, because the
     * assignment to methods does not matter.
     *
     * @param ranks [block][method]
     * @return the probability; NaN if there is too much to go through
     */
    static double upperTail(long[][] ranks) {
        int k = ranks[0].length;
        if (k > MOST_METHODS || 2L * k * ranks.length > LARGEST_SUM) {
            return Double.NaN;
        }
        List<int[]> orders = orders(k);
        Map<Long, Double> reached = Map.of(packed(ranks[0].clone()), 1.0);
        long work = 0;
        for (int i = 1; i < ranks.length; i++) {
            work += (long) reached.size() * orders.size();
            if (work > MOST_WORK) {
                return Double.NaN;
            }
            reached = after(reached, ranks[i], orders);
        }
        long observed = squares(of(ranks));
        // Ascending order is reproducible and loses the least precision.
        return Math.min(
                1,
                reached.entrySet().stream()
                        .filter(sums -> squares(unpacked(sums.getKey(), k)) >= observed)
                        .mapToDouble(Map.Entry::getValue)
                        .sorted()
                        .sum());
    }

    private static Map<Long, Double> after(
            Map<Long, Double> reached, long[] block, List<int[]> orders) {
        Map<Long, Double> next = new HashMap<>();
        reached.forEach(
                (packed, probability) -> {
                    long[] sums = unpacked(packed, block.length);
                    double each = probability / orders.size();
                    long[] moved = new long[sums.length];
                    for (int[] order : orders) {
                        for (int j = 0; j < moved.length; j++) {
                            moved[j] = sums[j] + block[order[j]];
                        }
                        next.merge(packed(moved), each, Double::sum);
                    }
                });
        return next;
    }

    /** Returns the values in ascending order as one number; sorts them. */
    private static long packed(long[] values) {
        Arrays.sort(values);
        long packed = 0;
        for (long value : values) {
            packed = (packed << BITS) | value;
        }
        return packed;
    }

    private static long[] unpacked(long packed, int k) {
        long[] values = new long[k];
        for (int j = 0; j < k; j++) {
            values[j] = (packed >> (BITS * j)) & LARGEST_SUM;
        }
        return values;
    }

    private static List<int[]> orders(int k) {
        List<int[]> orders = List.of(new int[0]);
        for (int last = 0; last < k; last++) {
            List<int[]> longer = new ArrayList<>();
            for (int[] order : orders) {
                for (int at = 0; at <= last; at++) {
                    int[] inserted = new int[last + 1];
                    System.arraycopy(order, 0, inserted, 0, at);
                    inserted[at] = last;
                    System.arraycopy(order, at, inserted, at + 1, last - at);
                    longer.add(inserted);
                }
            }
            orders = longer;
        }
        return orders;
    }
}
