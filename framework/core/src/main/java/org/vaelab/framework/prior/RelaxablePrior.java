// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.prior;

import org.vaelab.framework.tensor.Tensor;

/** A prior on unit vectors that can be relaxed to simplices, as a relaxed posterior is. */
public interface RelaxablePrior extends Prior {

    /**
     * Returns the log-density of the relaxed prior in nats, under the measure of {@link
     * org.vaelab.framework.latent.Concrete#logDensity}.
     *
     * @param y the logarithm of the relaxed value, [..., n, k]
     * @param temperature of the relaxation, above 0
     * @return [...]
     */
    Tensor relaxedLogProbability(Tensor y, double temperature);
}
