// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;

/**
 * The mean and the standard deviation of each value over examples, in double precision. Sums run
 * over differences from the first example: values with a large mean lose no digits, and the
 * deviation of a constant is exactly 0. Missing values are left out; if all are missing, mean and
 * deviation are 0.
 *
 * @param mean one number a value
 * @param deviation the root of the mean squared difference from the mean
 * @param observed the number of examples in which the value is not missing
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record ValueMoments(double[] mean, double[] deviation, int[] observed) {

    /** The square of a smaller difference has lost digits. */
    static final double LEAST = 0x1p-500;

    static ValueMoments of(Examples examples) {
        int width = examples.width();
        double[] first = new double[width];
        double[] shift = new double[width];
        int[] found = new int[width];
        double[] row = new double[width];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < width; j++) {
                if (!Double.isNaN(row[j])) {
                    first[j] = found[j] == 0 ? row[j] : first[j];
                    shift[j] += row[j] - first[j];
                    found[j]++;
                }
            }
        }
        Arrays.setAll(shift, j -> shift[j] / Math.max(1, found[j]));
        double[] squares = new double[width];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < width; j++) {
                double difference = Double.isNaN(row[j]) ? 0 : row[j] - first[j] - shift[j];
                double square = difference * difference;
                squares[j] += square == 0 && difference != 0 ? Double.MIN_VALUE : square;
            }
        }
        double[] mean = new double[width];
        double[] deviation = new double[width];
        Arrays.setAll(mean, j -> first[j] + shift[j]);
        Arrays.setAll(deviation, j -> Math.sqrt(squares[j] / Math.max(1, found[j])));
        return new ValueMoments(mean, deviation, found);
    }

    /**
     * Returns the moments over examples and steps: value j is of variable j modulo their number,
     * and has its moments. Mean and deviation of values after the steps are 0.
     *
     * @param variables how many a step has
     * @param size the number of values of all steps, which come first
     */
    ValueMoments overSteps(int variables, int size) {
        double[] first = new double[variables];
        double[] shift = new double[variables];
        int[] found = new int[variables];
        for (int j = 0; j < size; j++) {
            int v = j % variables;
            first[v] = found[v] == 0 ? mean[j] : first[v];
            shift[v] += observed[j] * (mean[j] - first[v]);
            found[v] += observed[j];
        }
        Arrays.setAll(shift, v -> shift[v] / Math.max(1, found[v]));
        double[] squares = new double[variables];
        for (int j = 0; j < size; j++) {
            int v = j % variables;
            double from = mean[j] - first[v] - shift[v];
            squares[v] += observed[j] * (deviation[j] * deviation[j] + from * from);
        }
        double[] pooled = new double[mean.length];
        double[] spread = new double[mean.length];
        int[] all = new int[mean.length];
        for (int j = 0; j < size; j++) {
            int v = j % variables;
            pooled[j] = first[v] + shift[v];
            spread[j] = Math.sqrt(squares[v] / Math.max(1, found[v]));
            all[j] = found[v];
        }
        return new ValueMoments(pooled, spread, all);
    }

    /** Returns whether a value is the same in all examples. */
    boolean isConstant(int d) {
        return deviation[d] == 0;
    }

    /** Returns whether a value differs, and too little for its deviation to be known. */
    boolean isTooNarrow(int d) {
        return deviation[d] > 0 && deviation[d] < LEAST;
    }
}
