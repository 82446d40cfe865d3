// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

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
    public Draw reshaped(int samples, int rows) {
        return new Surrogate(
                Draw.reshaped(z, samples, rows),
                Draw.reshaped(logProbability, samples, rows),
                Draw.reshaped(input, samples, rows),
                effects.reshaped(samples, rows));
    }
}
