// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.gradient;

/** Mean and variance of numbers as they come (Welford 1962). */
final class ScalarMoments {

    private int count;
    private double mean;
    private double squares;

    void add(double value) {
        count++;
        double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
    }

    int count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /** Returns s^2 / n; NaN of one number. */
    double varianceOfMean() {
        return squares / (count - 1) / count;
    }
}
