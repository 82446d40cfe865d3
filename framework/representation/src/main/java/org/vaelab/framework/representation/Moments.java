// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;

/** The mean of n numbers, and the sum of the squares of their deviations from it. */
record Moments(int count, double mean, double squares) {

    static Moments of(double[] values) {
        double mean = Arrays.stream(values).sum() / values.length;
        double squares = 0;
        // Equal numbers have no spread, also where the mean is rounded.
        boolean constant = Arrays.stream(values).allMatch(v -> v == values[0]);
        for (double value : values) {
            squares += constant ? 0 : (value - mean) * (value - mean);
        }
        return new Moments(values.length, mean, squares);
    }

    /** Returns the variance with n - 1 below. */
    double sampleVariance() {
        return squares / (count - 1);
    }

    /** Returns the variance with n below. */
    double populationVariance() {
        return squares / count;
    }
}
