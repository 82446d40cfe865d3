// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * Logarithms of probabilities, of which some are exactly 0: kept as a finite number, as parameters are, which
 * times 0 is 0.
 */
final class ExactZeros {

    /** Stands for minus infinity: below every sum of logarithms, and sums of it are finite. */
    private static final double IMPOSSIBLE = -1e30;

    private ExactZeros() {}

    /** Returns logarithms as they are kept. */
    static Tensor kept(Tensor logarithms) {
        return logarithms.maximum(IMPOSSIBLE);
    }

    /** Returns what is kept, or sums of it, with minus infinity where a probability is 0. */
    static Tensor read(Tensor kept) {
        Tensor impossible =
                kept.runtime().full(Double.NEGATIVE_INFINITY, Shape.scalar()).cast(kept.dtype());
        return kept.where(kept.gt(IMPOSSIBLE / 2), impossible);
    }
}
