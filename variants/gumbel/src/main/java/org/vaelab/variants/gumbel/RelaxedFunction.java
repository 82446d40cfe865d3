// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.framework.tensor.Tensor;

/** A function of perturbed logits: a control variate, for one batch. */
@FunctionalInterface
interface RelaxedFunction {

    /**
     * Returns its values in nats.
     *
     * @param z [K, B, n, k]
     * @return [K, B]
     */
    Tensor at(Tensor z);
}
