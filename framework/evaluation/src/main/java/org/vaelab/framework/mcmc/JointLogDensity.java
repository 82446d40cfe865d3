// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import org.vaelab.framework.Internal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.tensor.Tensor;

/**
 * log p(x, z given c) as a function of z: the density of the posterior up to log p(x given c).
 *
 * @param batch x and c
 */
@Internal
public record JointLogDensity(GenerativeModel model, Batch batch) implements LogDensity {

    @Override
    public Tensor of(Latents z) {
        return model.logPrior(z, batch.given())
                .add(model.output(z, batch.given()).logProbability(batch.x()));
    }
}
