// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Arrays;

/** The median, by which all times are told: a machine that does something else for a while moves it least. */
final class Medians {

    private Medians() {}

    /**
     * Returns the median.
     *
     * @throws IllegalArgumentException of nothing
     */
    static double of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
