// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

/**
 * The eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations (Golub and Van
 * Loan 2013, section 8.5.5). Unlike QL iterations, they converge for every finite matrix, such as the
 * covariance of one-hot codes.
 *
 * @param values in no order
 * @param vectors one in each row, of length 1
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record Eigenvectors(double[] values, double[][] vectors) {

    private static final int MOST_SWEEPS = 60;
    private static final double PRECISION = 1e-16;

    /** Computes them; {@code a} is overwritten. */
    static Eigenvectors of(double[][] a) {
        int n = a.length;
        double[][] vectors = new double[n][n];
        for (int i = 0; i < n; i++) {
            vectors[i][i] = 1;
        }
        boolean rotated = true;
        for (int sweep = 0; rotated && sweep < MOST_SWEEPS; sweep++) {
            rotated = false;
            for (int p = 0; p < n - 1; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotated |= rotate(a, vectors, p, q);
                }
            }
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = a[i][i];
        }
        return new Eigenvectors(values, vectors);
    }

    /** Makes a[p][q] zero; returns whether it was more than a rounding error. */
    private static boolean rotate(double[][] a, double[][] vectors, int p, int q) {
        double off = a[p][q];
        double size = Math.sqrt(Math.abs(a[p][p])) * Math.sqrt(Math.abs(a[q][q]));
        if (Math.abs(off) <= PRECISION * size) {
            return false;
        }
        double theta = (a[q][q] - a[p][p]) / 2 / off;
        double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
        double cosine = 1 / Math.hypot(tangent, 1);
        double sine = tangent * cosine;
        for (double[] row : a) {
            double first = row[p];
            double second = row[q];
            row[p] = cosine * first - sine * second;
            row[q] = sine * first + cosine * second;
        }
        turn(a[p], a[q], cosine, sine);
        turn(vectors[p], vectors[q], cosine, sine);
        a[p][q] = 0;
        a[q][p] = 0;
        return true;
    }

    private static void turn(double[] one, double[] other, double cosine, double sine) {
        for (int i = 0; i < one.length; i++) {
            double first = one[i];
            double second = other[i];
            one[i] = cosine * first - sine * second;
            other[i] = sine * first + cosine * second;
        }
    }
}
