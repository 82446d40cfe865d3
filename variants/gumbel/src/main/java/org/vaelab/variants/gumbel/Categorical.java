// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;

/**
 * n independent variables of k categories, given by their logits. They are discrete, or relaxed so
 * that draws pass gradients. In both cases KL(q || p) can be computed between the discrete
 * distributions.
 */
public interface Categorical extends Posterior, CategoricalLogits {

    /** Returns the logarithms of the probabilities, each row up to a constant, [R, n, k]. */
    @Override
    Tensor logits();

    @Override
    default Tensor location() {
        return logits().softmax(-1);
    }
}
