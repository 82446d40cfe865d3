// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Quantities of the same draws whose expectations are known. What they explain of a sample, by
 * least squares, is taken from it: its mean is the same in expectation, up to 1/n of the standard
 * error, and the standard error is smaller. A function of them alone has an error of rounding.
 */
final class ControlVariates {

    /** A column that is, to this share, a combination of the others says nothing new. */
    private static final double DEPENDENT = 1e-6;

    private final List<double[]> columns = new ArrayList<>();

    /**
     * Adds a quantity.
     *
     * @param values one of each element of the sample
     */
    void add(double[] values, double expectation) {
        columns.add(Arrays.stream(values).map(v -> v - expectation).toArray());
    }

    /** Returns the sample without what the quantities explain of it. */
    double[] rest(double[] sample) {
        double[] rest = sample.clone();
        // Each direction: a column without its mean and the directions before, and what it is the
        // centred column of.
        List<double[]> directions = new ArrayList<>();
        List<double[]> whole = new ArrayList<>();
        for (double[] column : columns) {
            double[] centred = centred(column);
            double[] own = column.clone();
            double size = dot(centred, centred);
            for (int d = 0; d < directions.size(); d++) {
                double share = dot(centred, directions.get(d));
                subtract(centred, share, directions.get(d));
                subtract(own, share, whole.get(d));
            }
            double left = dot(centred, centred);
            if (size > 0 && left > DEPENDENT * DEPENDENT * size) {
                double length = Math.sqrt(left);
                directions.add(Arrays.stream(centred).map(v -> v / length).toArray());
                whole.add(Arrays.stream(own).map(v -> v / length).toArray());
            }
        }
        for (int d = 0; d < directions.size(); d++) {
            subtract(rest, dot(sample, directions.get(d)), whole.get(d));
        }
        return rest;
    }

    private static double[] centred(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(v -> v - mean).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void subtract(double[] from, double share, double[] other) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= share * other[i];
        }
    }
}
