// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import org.vaelab.framework.linear.SymmetricEigen;

/**
 * The maximum of the likelihood of probabilistic principal component analysis (Tipping and Bishop
 * 1999, equations 7 and 8), given the covariance S of the data:
 *
 * <pre>
 *   W = U_q (Lambda_q - s^2 I)^(1/2),   s^2 = mean of the D - q least eigenvalues
 * </pre>
 *
 * <p>up to a rotation of z, with U_q the eigenvectors of S that belong to the q largest eigenvalues.
 *
 * @param weight W^T, q rows of D numbers
 * @param variance s^2
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
record PrincipalComponents(double[] weight, double variance) {

    /**
     * Decomposes a covariance.
     *
     * @param covariance S, [D, D]
     * @param q how many components, below D
     */
    static PrincipalComponents of(double[] covariance, int width, int q) {
        SymmetricEigen eigen = new SymmetricEigen(covariance, width);
        double[] values = eigen.values();
        double rest = 0;
        for (int i = q; i < width; i++) {
            rest += Math.max(values[i], 0) / (width - q);
        }
        double[] weight = new double[q * width];
        for (int i = 0; i < q; i++) {
            double length = Math.sqrt(Math.max(values[i] - rest, 0));
            double[] vector = eigen.vector(i);
            for (int d = 0; d < width; d++) {
                weight[i * width + d] = length * vector[d];
            }
        }
        return new PrincipalComponents(weight, rest);
    }
}
