// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * A distribution on the simplex whose fractions are independent beta variables: weight i takes the fraction
 * v_i of what the weights before it have left, {@code w_i = v_i prod_{j < i} (1 - v_j)}, and the last
 * weight takes the rest.
 */
interface BetaSticks extends LoggedDensity {

    /** Returns the first shape of each fraction, [k - 1] or [R, k - 1]. */
    Tensor first();

    /** Returns the second shape of each fraction, of the shape of the first. */
    Tensor rest();

    /** Returns the sums of the numbers after each but the last, from [..., k] to [..., k - 1]. */
    static Tensor sumAfter(Tensor x) {
        int k = x.shape().extent(-1);
        return x.expandDims(-2).mul(mask(x, k - 1, k, 1, 1, 0)).sum(-1);
    }

    /** Returns log(e^x + ...) of the same numbers, from [..., k] to [..., k - 1]. */
    static Tensor logSumExpAfter(Tensor x) {
        int k = x.shape().extent(-1);
        return x.expandDims(-2).add(mask(x, k - 1, k, 1, 0, -1e30)).logSumExp(-1);
    }

    /** Returns the sums of the numbers before each, and of all, from [..., k - 1] to [..., k]. */
    static Tensor sumBefore(Tensor x) {
        int k = x.shape().extent(-1) + 1;
        return x.expandDims(-2).mul(mask(x, k, k - 1, 0, 0, 1)).sum(-1);
    }

    /** A matrix with one number from some places after the diagonal on, and another before. */
    private static Tensor mask(
            Tensor x, int rows, int columns, int from, double after, double before) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % columns - i / columns >= from ? after : before;
        }
        return x.runtime().tensor(values, Shape.of(rows, columns)).cast(x.dtype());
    }
}
