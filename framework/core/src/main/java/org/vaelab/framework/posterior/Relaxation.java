// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.tensor.Tensor;

/**
 * What a relaxed draw remembers beside its value. Its log q is the density of a relaxation; the log p
 * that goes with it is one too, at a point that the value shows only until it underflows.
 */
@FunctionalInterface
public interface Relaxation {

    /**
     * Returns the log-density of the draw under the relaxation of a prior, in nats, [K, B].
     *
     * @throws IllegalArgumentException if the prior has none
     */
    Tensor logPrior(Prior prior);
}
