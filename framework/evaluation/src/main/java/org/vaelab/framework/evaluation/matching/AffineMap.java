// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

import java.util.Arrays;

/**
 * The map {@code z -> A z + c} of R^D, where A is lower triangular with a positive diagonal.
 *
 * @param matrix A, row by row, [D, D]
 * @param shift c, [D]
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
record AffineMap(double[] matrix, double[] shift) {

    static AffineMap identity(int width) {
        double[] ones = new double[width];
        Arrays.fill(ones, 1);
        return diagonal(ones, new double[width]);
    }

    static AffineMap diagonal(double[] scale, double[] shift) {
        int d = scale.length;
        double[] matrix = new double[d * d];
        for (int i = 0; i < d; i++) {
            matrix[i * d + i] = scale[i];
        }
        return new AffineMap(matrix, shift);
    }

    int width() {
        return shift.length;
    }

    /** Returns the images of vectors, one after the other. */
    double[] of(double[] vectors) {
        int d = width();
        double[] images = new double[vectors.length];
        for (int at = 0; at < vectors.length; at += d) {
            for (int i = 0; i < d; i++) {
                double sum = shift[i];
                for (int j = 0; j <= i; j++) {
                    sum += matrix[i * d + j] * vectors[at + j];
                }
                images[at + i] = sum;
            }
        }
        return images;
    }

    /** Returns the vectors whose images these are, by forward substitution. */
    double[] inverse(double[] images) {
        int d = width();
        double[] vectors = new double[images.length];
        for (int at = 0; at < images.length; at += d) {
            for (int i = 0; i < d; i++) {
                double rest = images[at + i] - shift[i];
                for (int j = 0; j < i; j++) {
                    rest -= matrix[i * d + j] * vectors[at + j];
                }
                vectors[at + i] = rest / matrix[i * d + i];
            }
        }
        return vectors;
    }

    /** Returns {@code log det A}. */
    double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < width(); i++) {
            sum += Math.log(matrix[i * width() + i]);
        }
        return sum;
    }

    /** Returns this map followed by another. */
    AffineMap then(AffineMap next) {
        int d = width();
        double[] product = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                for (int k = j; k <= i; k++) {
                    product[i * d + j] += next.matrix[i * d + k] * matrix[k * d + j];
                }
            }
        }
        return new AffineMap(product, next.of(shift));
    }
}
