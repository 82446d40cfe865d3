// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import org.vaelab.framework.Internal;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.tensor.Tensor;

/**
 * The logarithm of a density of latent values for each of B data, up to a constant for each datum.
 * Its gradient is taken on a tape.
 */
@FunctionalInterface
@Internal
public interface LogDensity {

    /**
     * Returns the log-densities in nats, [K, B].
     *
     * @param z K values of every variable for each of B data, [K, B, event] each
     */
    Tensor of(Latents z);
}
