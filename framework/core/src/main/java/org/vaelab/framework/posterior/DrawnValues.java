// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.tensor.Tensor;

/**
 * Values with their log-densities.
 *
 * @param input replaces what the space or codebook makes of z for a network, [K, R, width]
 */
record DrawnValues(Tensor z, Tensor logProbability, Optional<Tensor> input, TrainingEffects effects)
        implements Draw {

    @Override
    public Tensor networkInput(NetworkInput map) {
        return input.orElseGet(() -> map.of(z));
    }

    @Override
    public Draw mapped(UnaryOperator<Tensor> function) {
        return new DrawnValues(
                function.apply(z),
                function.apply(logProbability),
                input.map(function),
                effects.mapped(function));
    }
}
