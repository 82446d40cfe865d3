// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.linear;

/**
 * A = L L^T of a symmetric positive definite matrix, L lower triangular with a positive diagonal.
 *
 * <p>Matrices are row-major. Only the lower triangle of A is read.
 */
public final class CholeskyFactor {

    private final int size;
    private final double[] lower;

    private CholeskyFactor(int size, double[] lower) {
        this.size = size;
        this.lower = lower;
    }

    /**
     * Factorises a matrix.
     *
     * @param matrix A, n n numbers; a NaN makes a factor of NaNs
     * @throws IllegalArgumentException if the numbers are not those of a square, or the matrix is
     *     not positive definite
     */
    public static CholeskyFactor of(double[] matrix, int n) {
        if (n < 1 || matrix.length != n * n) {
            throw new IllegalArgumentException(
                    matrix.length + " numbers are not a matrix of " + n + " rows and columns");
        }
        double[] lower = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i * n + j] - product(lower, i, j, j, n);
                if (i != j) {
                    lower[i * n + j] = rest / lower[j * n + j];
                } else if (rest <= 0) {
                    throw new IllegalArgumentException(
                            "the matrix is not positive definite: pivot " + i + " is " + rest);
                } else {
                    lower[i * n + i] = Math.sqrt(rest);
                }
            }
        }
        return new CholeskyFactor(n, lower);
    }

    private static double product(double[] rows, int i, int j, int count, int n) {
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += rows[i * n + k] * rows[j * n + k];
        }
        return sum;
    }

    /** Returns L, with zeros above the diagonal. */
    public double[] lower() {
        return lower.clone();
    }

    /** Returns log det A = 2 sum_i log L_ii. */
    public double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.log(lower[i * (size + 1)]);
        }
        return 2 * sum;
    }

    /** Returns L^-1, with zeros above the diagonal. */
    public double[] inverseLower() {
        double[] identity = new double[size * size];
        for (int i = 0; i < size; i++) {
            identity[i * (size + 1)] = 1;
        }
        forward(identity, size);
        return identity;
    }

    /**
     * Returns A^-1 B.
     *
     * @param right B, [n, columns]
     * @return [n, columns]
     */
    public double[] solve(double[] right, int columns) {
        if (right.length != size * columns) {
            throw new IllegalArgumentException(
                    right.length + " numbers are not " + size + " rows of " + columns);
        }
        double[] solution = right.clone();
        forward(solution, columns);
        for (int i = size - 1; i >= 0; i--) {
            for (int k = i + 1; k < size; k++) {
                subtract(solution, i, k, lower[k * size + i], columns);
            }
            divide(solution, i, columns);
        }
        return solution;
    }

    private void forward(double[] rows, int columns) {
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < i; k++) {
                subtract(rows, i, k, lower[i * size + k], columns);
            }
            divide(rows, i, columns);
        }
    }

    private static void subtract(double[] rows, int i, int k, double factor, int columns) {
        for (int c = 0; c < columns; c++) {
            rows[i * columns + c] -= factor * rows[k * columns + c];
        }
    }

    private void divide(double[] rows, int i, int columns) {
        double pivot = lower[i * (size + 1)];
        for (int c = 0; c < columns; c++) {
            rows[i * columns + c] /= pivot;
        }
    }
}
