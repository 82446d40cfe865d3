// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.tensor.Tensor;

/** Values of one latent variable, as a generative model takes them. */
@FunctionalInterface
public interface LatentValue {

    /** Returns the values, [..., event]. */
    Tensor z();

    /**
     * Returns what a network is given for these values, [..., map.width()]. Where that passes
     * gradients that z does not, as a straight-through code does, whoever drew the values knows.
     */
    default Tensor networkInput(NetworkInput map) {
        return map.of(z());
    }
}
