// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.tensor.Tensor;

/** A draw that gives networks something else than what is made of its values. */
record Surrogate(Tensor z, Tensor logProbability, Tensor input, TrainingEffects effects)
        implements Draw {

    @Override
    public Tensor networkInput(NetworkInput map) {
        return input;
    }

    @Override
    public Draw mapped(UnaryOperator<Tensor> function) {
        return new Surrogate(
                function.apply(z),
                function.apply(logProbability),
                function.apply(input),
                effects.mapped(function));
    }
}
