// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The largest singular value of a matrix by power iteration from a random vector (Miyato et al.
 * 2018, section 2.1):
 *
 * <pre>
 *   v <- W' u / |W' u|,   u <- W v / |W v|,   s = |W v|
 * </pre>
 *
 * <p>It is never above the true value, and nears it as (s_2 / s_1)^(4 n) after n rounds. A kernel
 * of more axes counts as the matrix of its first axis and all others.
 */
final class SpectralNorm {

    private SpectralNorm() {}

    /**
     * Returns the value after some rounds, a scalar.
     *
     * @param weights two axes or more
     * @param key of the vector to start from
     * @param rounds at least 1
     */
    static Tensor of(Tensor weights, RandomKey key, int rounds) {
        int rows = weights.shape().extent(0);
        Tensor matrix = weights.reshape(rows, weights.shape().size() / rows);
        Tensor transposed = matrix.transpose();
        Tensor u = weights.runtime().normal(key, Shape.of(rows, 1)).cast(weights.dtype());
        Tensor norm = length(u);
        for (int i = 0; i < rounds; i++) {
            Tensor v = transposed.matmul(u);
            v = v.div(length(v));
            u = matrix.matmul(v);
            norm = length(u);
            u = u.div(norm);
        }
        return norm;
    }

    /**
     * The norm of a vector; that of zeros is the smallest positive number that divides to a finite
     * one.
     */
    private static Tensor length(Tensor vector) {
        return vector.square().sum().sqrt().maximum(LEAST);
    }

    private static final double LEAST = 1e-30;
}
