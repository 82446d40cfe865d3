// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * What fitting a distribution to values minimises in place of {@code -log p(z)}, such as the error
 * of a velocity. It is not in nats, and differences of it are no differences of log-densities.
 */
@FunctionalInterface
public interface FitLoss {

    /**
     * Returns the loss of values, differentiable in the distribution's parameters.
     *
     * @param z [..., event]
     * @param key of the noise in the loss
     * @return [...]
     */
    Tensor of(Tensor z, RandomKey key);
}
