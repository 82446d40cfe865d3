// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import java.util.List;
import org.vaelab.framework.linear.CholeskyFactor;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The inverse R = L^-1 of the Cholesky factor of a symmetric positive definite matrix M = L L^T. So
 * {@code R^T R = M^-1} and {@code log det M = -2 sum_i log R_ii}.
 *
 * <pre>
 *   dR = -Phi(R dM R^T) R,   dL/dM = -sym(R^T Phi(dL/dR R^T) R)
 * </pre>
 *
 * <p>Phi takes the lower triangle with half of the diagonal (Murray 2016, equation 10). The
 * factorisation runs on the JVM in float64.
 */
final class InverseFactor {

    private InverseFactor() {}

    /**
     * Returns R, [q, q], lower triangular, in the dtype of M.
     *
     * @param matrix M, [q, q]
     */
    static Tensor of(Tensor matrix) {
        TensorRuntime runtime = matrix.runtime();
        Shape shape = matrix.shape();
        double[] values = CholeskyFactor.of(matrix.readDoubles(), shape.extent(0)).inverseLower();
        Tensor inverse = runtime.tensor(values, shape, matrix.dtype());
        return CustomGradient.of(
                () -> runtime.tensor(values, shape, matrix.dtype()),
                Pullback.of(g -> pulledBack(inverse, g)),
                List.of(matrix));
    }

    private static Tensor pulledBack(Tensor inverse, Tensor upstream) {
        Tensor inner = upstream.matmul(inverse.transpose()).mul(halfLower(inverse));
        Tensor gradient = inverse.transpose().matmul(inner).matmul(inverse);
        return gradient.add(gradient.transpose()).mul(-0.5);
    }

    /** Ones below the diagonal, halves on it. */
    private static Tensor halfLower(Tensor like) {
        int n = like.shape().extent(0);
        double[] mask = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                mask[i * n + j] = 1;
            }
            mask[i * (n + 1)] = 0.5;
        }
        return like.runtime().tensor(mask, like.shape(), like.dtype());
    }
}
