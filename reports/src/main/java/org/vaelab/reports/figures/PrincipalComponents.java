// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * The first two principal components of points.
 *
 * @param scores the coordinates of each point along both components, around its mean
 * @param shares the share of the variance of each component
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record PrincipalComponents(double[][] scores, double[] shares) {

    /**
     * Computes the components. Each points to where its largest loading is positive.
     *
     * @param points finite, of equal length of at least 2
     * @return empty if there are fewer than two points, or all are equal
     */
    static Optional<PrincipalComponents> of(List<double[]> points) {
        if (points.size() < 2) {
            return Optional.empty();
        }
        RealMatrix centred = MatrixUtils.createRealMatrix(points.toArray(double[][]::new));
        int width = centred.getColumnDimension();
        for (int j = 0; j < width; j++) {
            double[] column = centred.getColumn(j);
            double mean = Arrays.stream(column).average().orElseThrow();
            centred.setColumn(j, Arrays.stream(column).map(x -> x - mean).toArray());
        }
        RealMatrix covariance = centred.transposeMultiply(centred);
        double total = covariance.getTrace();
        if (!(total > 0) || !Double.isFinite(total)) {
            return Optional.empty();
        }
        // Singular values and vectors of a covariance are its eigenvalues and eigenvectors, in
        // descending order. QL iterations fail for some covariances, such as those of one-hot
        // codes.
        SingularValueDecomposition decomposition = new SingularValueDecomposition(covariance);
        double[][] scores = new double[points.size()][2];
        double[] shares = new double[2];
        for (int c = 0; c < 2; c++) {
            shares[c] = decomposition.getSingularValues()[c] / total;
            double[] along = centred.operate(oriented(decomposition.getU().getColumn(c)));
            for (int i = 0; i < along.length; i++) {
                scores[i][c] = along[i];
            }
        }
        return Optional.of(new PrincipalComponents(scores, shares));
    }

    private static double[] oriented(double[] axis) {
        double largest = 0;
        for (double loading : axis) {
            if (Math.abs(loading) > Math.abs(largest) + 1e-9) {
                largest = loading;
            }
        }
        return largest < 0 ? Arrays.stream(axis).map(x -> -x).toArray() : axis;
    }
}
