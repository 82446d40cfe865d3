// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Logarithms of probabilities that may be exactly 0. They are stored as finite numbers, so that 0
 * times one is 0. Also picks one of K logarithms by a unit vector.
 */
final class ExactZeros {

    /**
     * Represents minus infinity. It is below every sum of logarithms, and sums of it are finite.
     */
    private static final double IMPOSSIBLE = -1e30;

    private ExactZeros() {}

    static Tensor kept(Tensor logarithms) {
        return logarithms.maximum(IMPOSSIBLE);
    }

    /**
     * Returns stored logarithms, or sums of them, with minus infinity where a probability is 0.
     */
    static Tensor read(Tensor kept) {
        Tensor impossible =
                kept.runtime().full(Double.NEGATIVE_INFINITY, Shape.scalar()).cast(kept.dtype());
        return kept.where(kept.gt(IMPOSSIBLE / 2), impossible);
    }

    /** Returns rows without the axis of the one variable: [..., 1, K] becomes [..., K]. */
    static Tensor flat(Tensor z) {
        return z.reshape(z.shape().range(0, -2).append(z.shape().extent(-1)));
    }

    /**
     * Returns sum_k z_k l_k with 0 times infinity = 0.
     *
     * @param rows z, [..., K]
     * @param logs l, which broadcasts to z
     * @return [...]
     */
    static Tensor pick(Tensor rows, Tensor logs) {
        Tensor zero = rows.runtime().zeros(Shape.scalar(), rows.dtype());
        return logs.where(rows.gt(0), zero).mul(rows).sum(-1);
    }
}
