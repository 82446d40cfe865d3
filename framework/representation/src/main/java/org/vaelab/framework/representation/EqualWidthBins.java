// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;

/**
 * Numbers in B bins of equal width between the smallest and the largest:
 *
 * <pre>
 *   edge_i = min + (max - min) i / B,    bin of v = number of interior edges, i = 1 .. B - 1, that are <= v
 * </pre>
 *
 * <p>The largest falls into the last bin; of equal numbers all fall into the last.
 */
final class EqualWidthBins {

    private EqualWidthBins() {}

    /** Returns the edges, [B + 1]. */
    static double[] edges(double[] values, int bins) {
        double least = Arrays.stream(values).min().orElseThrow();
        double most = Arrays.stream(values).max().orElseThrow();
        double[] edges = new double[bins + 1];
        Arrays.setAll(edges, i -> least + (most - least) * i / bins);
        edges[bins] = most;
        return edges;
    }

    /** Returns the bin of each number. */
    static int[] of(double[] values, int bins) {
        double[] interior = Arrays.copyOfRange(edges(values, bins), 1, bins);
        return Arrays.stream(values).mapToInt(v -> countNotAbove(interior, v)).toArray();
    }

    private static int countNotAbove(double[] edges, double value) {
        int count = 0;
        while (count < edges.length && edges[count] <= value) {
            count++;
        }
        return count;
    }
}
