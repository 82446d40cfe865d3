// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.tensor.Tensor;

/**
 * A distribution on {@link OneHot} whose variables are independent. By its logits others find
 * divergences from it, and relax it.
 */
public interface CategoricalLogits extends Distribution {

    /**
     * Returns the logarithms of the probabilities, up to a constant in each row of k.
     *
     * @return [n, k], or what broadcasts to it; of a distribution for each of R rows [R, n, k]
     */
    Tensor logits();
}
