// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

/** Products of small square matrices, row by row in arrays. */
final class SquareMatrices {

    private SquareMatrices() {}

    /** Returns X Y, of which Y begins at a place. Four sums at once keep the processor busy. */
    static double[] product(double[] x, double[] y, int first, int d) {
        double[] all = new double[d * d];
        int whole = d - d % 4;
        for (int i = 0; i < d; i++) {
            int row = i * d;
            for (int j = 0; j < whole; j += 4) {
                double a = 0;
                double b = 0;
                double c = 0;
                double e = 0;
                int place = first + j;
                for (int l = 0; l < d; l++) {
                    double factor = x[row + l];
                    a += factor * y[place];
                    b += factor * y[place + 1];
                    c += factor * y[place + 2];
                    e += factor * y[place + 3];
                    place += d;
                }
                all[row + j] = a;
                all[row + j + 1] = b;
                all[row + j + 2] = c;
                all[row + j + 3] = e;
            }
            for (int j = whole; j < d; j++) {
                double sum = 0;
                for (int l = 0; l < d; l++) {
                    sum += x[row + l] * y[first + l * d + j];
                }
                all[row + j] = sum;
            }
        }
        return all;
    }

    /** Returns A'. */
    static double[] transposed(double[] a, int d) {
        double[] all = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                all[j * d + i] = a[i * d + j];
            }
        }
        return all;
    }

    /** Takes the mean of a matrix and its transpose in its place. */
    static void symmetrize(double[] matrix, int d) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (matrix[i * d + j] + matrix[j * d + i]) / 2;
                matrix[i * d + j] = mean;
                matrix[j * d + i] = mean;
            }
        }
    }
}
