// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;

/**
 * The mean and the standard deviation of each value over examples, in double precision. Sums run over
 * differences from the first example: values with a large mean lose no digits, and the deviation of a
 * constant is exactly 0. Missing values are left out; if all are missing, mean and deviation are 0.
 *
 * @param mean one number a value
 * @param deviation the root of the mean squared difference from the mean
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record ValueMoments(double[] mean, double[] deviation) {

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
        Arrays.setAll(found, j -> Math.max(1, found[j]));
        Arrays.setAll(shift, j -> shift[j] / found[j]);
        double[] squares = new double[width];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < width; j++) {
                double difference = Double.isNaN(row[j]) ? 0 : row[j] - first[j] - shift[j];
                squares[j] += difference * difference;
            }
        }
        double[] mean = new double[width];
        double[] deviation = new double[width];
        Arrays.setAll(mean, j -> first[j] + shift[j]);
        Arrays.setAll(deviation, j -> Math.sqrt(squares[j] / found[j]));
        return new ValueMoments(mean, deviation);
    }

    /** Returns whether a value is the same in all examples. */
    boolean isConstant(int d) {
        return deviation[d] == 0;
    }
}
