// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;

/**
 * The mean and the standard deviation of each value over examples, in double precision. Sums run over
 * differences from the first example: values with a large mean lose no digits, and the deviation of a
 * constant is exactly 0.
 *
 * @param mean one number a value
 * @param deviation the root of the mean squared difference from the mean
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record ValueMoments(double[] mean, double[] deviation) {

    static ValueMoments of(Examples examples) {
        int size = examples.size();
        double[] first = new double[examples.width()];
        examples.read(0, first, 0);
        double[] shift = new double[first.length];
        double[] row = new double[first.length];
        for (int i = 0; i < size; i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                shift[j] += row[j] - first[j];
            }
        }
        Arrays.setAll(shift, j -> shift[j] / size);
        double[] squares = new double[first.length];
        for (int i = 0; i < size; i++) {
            examples.read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                double difference = row[j] - first[j] - shift[j];
                squares[j] += difference * difference;
            }
        }
        double[] mean = new double[first.length];
        Arrays.setAll(mean, j -> first[j] + shift[j]);
        return new ValueMoments(
                mean, Arrays.stream(squares).map(sum -> Math.sqrt(sum / size)).toArray());
    }

    /** Returns whether a value is the same in all examples. */
    boolean isConstant(int d) {
        return deviation[d] == 0;
    }
}
