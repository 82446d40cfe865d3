// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.linear;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A = V diag(lambda) V^T of a symmetric matrix, the eigenvalues in descending order.
 *
 * <p>Householder's reduction to a tridiagonal matrix, then QL iterations with implicit shifts (Golub
 * and Van Loan 2013, sections 8.3.1 and 8.3.3; the Algol procedures tred2 and tql2 of Bowdler, Martin,
 * Reinsch and Wilkinson 1968). About 9 n^3 operations.
 */
public final class SymmetricEigen {

    private static final double EPSILON = Math.ulp(1.0);
    private static final int MOST_ITERATIONS = 60;

    private final int size;
    private final double[] values;
    private final double[] offDiagonal;
    private final double[][] columns;

    /**
     * Decomposes a matrix.
     *
     * @param matrix A, n n numbers, row-major; only the lower triangle is read
     * @throws IllegalArgumentException if the numbers are not those of a square, or one is not finite
     */
    public SymmetricEigen(double[] matrix, int n) {
        if (n < 1 || matrix.length != n * n) {
            throw new IllegalArgumentException(
                    matrix.length + " numbers are not a matrix of " + n + " rows and columns");
        }
        this.size = n;
        this.values = new double[n];
        this.offDiagonal = new double[n];
        this.columns = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double entry = matrix[i * n + j];
                if (!Double.isFinite(entry)) {
                    throw new IllegalArgumentException(
                            "entry (" + i + ", " + j + ") of the matrix is " + entry);
                }
                columns[i][j] = entry;
                columns[j][i] = entry;
            }
        }
        tridiagonalize();
        diagonalize();
        sort();
    }

    /** Returns the eigenvalues in descending order. */
    public double[] values() {
        return values.clone();
    }

    /** Returns the eigenvector of an eigenvalue, of length 1; its sign is arbitrary. */
    public double[] vector(int index) {
        return columns[index].clone();
    }

    /**
     * Householder's reflections from the last row up. Afterwards the columns are those of the orthogonal
     * Q with Q^T A Q tridiagonal, its diagonal in {@code values}.
     */
    private void tridiagonalize() {
        // columns[j][i] is entry (i, j): inner loops run along columns.
        double[] d = values;
        double[] e = offDiagonal;
        for (int j = 0; j < size; j++) {
            d[j] = columns[j][size - 1];
        }
        for (int i = size - 1; i > 0; i--) {
            double scale = 0;
            for (int k = 0; k < i; k++) {
                scale += Math.abs(d[k]);
            }
            double h = 0;
            if (scale == 0) {
                e[i] = d[i - 1];
                for (int j = 0; j < i; j++) {
                    d[j] = columns[j][i - 1];
                    columns[j][i] = 0;
                    columns[i][j] = 0;
                }
            } else {
                h = reflect(i, scale);
            }
            d[i] = h;
        }
        accumulate();
    }

    /** Reflects row i; returns half of the squared length of the reflection's vector. */
    private double reflect(int i, double scale) {
        double[] d = values;
        double[] e = offDiagonal;
        double h = 0;
        for (int k = 0; k < i; k++) {
            d[k] /= scale;
            h += d[k] * d[k];
        }
        double f = d[i - 1];
        double g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
        e[i] = scale * g;
        h -= f * g;
        d[i - 1] = f - g;
        for (int j = 0; j < i; j++) {
            e[j] = 0;
        }
        for (int j = 0; j < i; j++) {
            double[] column = columns[j];
            columns[i][j] = d[j];
            double sum = e[j] + column[j] * d[j];
            for (int k = j + 1; k < i; k++) {
                sum += column[k] * d[k];
                e[k] += column[k] * d[j];
            }
            e[j] = sum;
        }
        double product = 0;
        for (int j = 0; j < i; j++) {
            e[j] /= h;
            product += e[j] * d[j];
        }
        double half = product / (h + h);
        for (int j = 0; j < i; j++) {
            e[j] -= half * d[j];
        }
        for (int j = 0; j < i; j++) {
            double[] column = columns[j];
            double dj = d[j];
            double ej = e[j];
            for (int k = j; k < i; k++) {
                column[k] -= dj * e[k] + ej * d[k];
            }
            d[j] = column[i - 1];
            column[i] = 0;
        }
        return h;
    }

    private void accumulate() {
        double[] d = values;
        for (int i = 0; i < size - 1; i++) {
            columns[i][size - 1] = columns[i][i];
            columns[i][i] = 1;
            double h = d[i + 1];
            double[] next = columns[i + 1];
            if (h != 0) {
                for (int k = 0; k <= i; k++) {
                    d[k] = next[k] / h;
                }
                for (int j = 0; j <= i; j++) {
                    double[] column = columns[j];
                    double product = 0;
                    for (int k = 0; k <= i; k++) {
                        product += next[k] * column[k];
                    }
                    for (int k = 0; k <= i; k++) {
                        column[k] -= product * d[k];
                    }
                }
            }
            for (int k = 0; k <= i; k++) {
                next[k] = 0;
            }
        }
        for (int j = 0; j < size; j++) {
            d[j] = columns[j][size - 1];
            columns[j][size - 1] = 0;
        }
        columns[size - 1][size - 1] = 1;
        offDiagonal[0] = 0;
    }

    private void diagonalize() {
        double[] d = values;
        double[] e = offDiagonal;
        System.arraycopy(e, 1, e, 0, size - 1);
        e[size - 1] = 0;
        double shift = 0;
        double largest = 0;
        for (int first = 0; first < size; first++) {
            largest = Math.max(largest, Math.abs(d[first]) + Math.abs(e[first]));
            int last = first;
            while (last < size - 1 && Math.abs(e[last]) > EPSILON * largest) {
                last++;
            }
            for (int i = 0; last > first && Math.abs(e[first]) > EPSILON * largest; i++) {
                if (i == MOST_ITERATIONS) {
                    throw new IllegalStateException(
                            "no convergence to eigenvalue "
                                    + first
                                    + " in "
                                    + MOST_ITERATIONS
                                    + " iterations");
                }
                shift += iterate(first, last);
            }
            d[first] += shift;
            e[first] = 0;
        }
    }

    /** One QL iteration on the rows first to last; returns by how much they were shifted. */
    private double iterate(int first, int last) {
        double[] d = values;
        double[] e = offDiagonal;
        double g = d[first];
        double p = (d[first + 1] - g) / (2 * e[first]);
        double r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
        d[first] = e[first] / (p + r);
        d[first + 1] = e[first] * (p + r);
        double second = d[first + 1];
        double shift = g - d[first];
        for (int i = first + 2; i < size; i++) {
            d[i] -= shift;
        }
        p = d[last];
        double c = 1;
        double c2 = 1;
        double c3 = 1;
        double s = 0;
        double s2 = 0;
        double next = e[first + 1];
        for (int i = last - 1; i >= first; i--) {
            c3 = c2;
            c2 = c;
            s2 = s;
            g = c * e[i];
            double h = c * p;
            r = Math.hypot(p, e[i]);
            e[i + 1] = s * r;
            s = e[i] / r;
            c = p / r;
            p = c * d[i] - s * g;
            d[i + 1] = h + s * (c * g + s * d[i]);
            rotate(columns[i], columns[i + 1], c, s);
        }
        p = -s * s2 * c3 * next * e[first] / second;
        e[first] = s * p;
        d[first] = c * p;
        return shift;
    }

    private static void rotate(double[] one, double[] other, double c, double s) {
        for (int k = 0; k < one.length; k++) {
            double h = other[k];
            other[k] = s * one[k] + c * h;
            one[k] = c * one[k] - s * h;
        }
    }

    private void sort() {
        double[] unsorted = values.clone();
        double[][] vectors = columns.clone();
        int[] order =
                IntStream.range(0, size)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -unsorted[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        for (int i = 0; i < size; i++) {
            values[i] = unsorted[order[i]];
            columns[i] = vectors[order[i]];
        }
    }
}
