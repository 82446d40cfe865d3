// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/** Unit vectors that pick one of K numbers, some of which may be infinite. */
final class OneHotRows {

    private OneHotRows() {}

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
