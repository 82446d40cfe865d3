// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The best prediction of a category by thresholds on one number: V values of the factor that occur
 * divide the line into at most V intervals, each of which predicts one value, so that the balanced
 * accuracy is largest.
 *
 * <pre>
 *   balanced accuracy = 1/V sum_v (share of the examples of value v that are predicted to have it)
 * </pre>
 *
 * <p>The optimum is exact, by dynamic programming over the sorted numbers: the best sum so far with
 * s intervals of which the last predicts v, in O(N V^2).
 */
final class ThresholdClassifier {

    private ThresholdClassifier() {}

    /** Returns the largest balanced accuracy on the examples themselves. */
    static double balancedAccuracy(double[] numbers, Factor factor) {
        long[] counts = new long[factor.cardinality()];
        Arrays.stream(factor.values()).forEach(value -> counts[value]++);
        int present = (int) Arrays.stream(counts).filter(count -> count > 0).count();
        int[] order =
                IntStream.range(0, numbers.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> numbers[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        // best[s][v]: the most weight with s + 1 intervals, of which the last predicts v.
        double[][] best = new double[present][counts.length];
        for (int from = 0; from < order.length; ) {
            double[] weight = new double[counts.length];
            int to = from;
            while (to < order.length && numbers[order[to]] == numbers[order[from]]) {
                int value = factor.values()[order[to++]];
                weight[value] += 1.0 / counts[value];
            }
            advance(best, weight, from == 0);
            from = to;
        }
        return Arrays.stream(best).flatMapToDouble(Arrays::stream).max().orElseThrow() / present;
    }

    /** Passes over examples with equal numbers, whose prediction is the same. */
    private static void advance(double[][] best, double[] weight, boolean isFirst) {
        for (int s = best.length - 1; s >= 0; s--) {
            double begun =
                    s == 0 || isFirst
                            ? Double.NEGATIVE_INFINITY
                            : Arrays.stream(best[s - 1]).max().orElseThrow();
            for (int v = 0; v < weight.length; v++) {
                double before = s > 0 && isFirst ? Double.NEGATIVE_INFINITY : best[s][v];
                best[s][v] = Math.max(before, begun) + weight[v];
            }
        }
    }
}
