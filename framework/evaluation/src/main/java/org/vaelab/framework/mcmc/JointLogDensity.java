// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.tensor.Tensor;

/**
 * log p(x, z given c) as a function of z: the density of the posterior up to log p(x given c).
 *
 * @param model p
 * @param batch x and c
 */
public record JointLogDensity(GenerativeModel model, Batch batch) implements LogDensity {

    @Override
    public Tensor of(Latents z) {
        return model.logPrior(z, batch.given())
                .add(model.output(z, batch.given()).logProbability(batch.x()));
    }

    /**
     * Returns how the values of each variable move.
     *
     * @throws IllegalArgumentException if those of one cannot, {@link HamiltonianMonteCarlo#obstacle}
     */
    public static Map<String, Geodesics> spaces(List<LatentVariable> latents) {
        HamiltonianMonteCarlo.obstacle(latents)
                .ifPresent(
                        reason -> {
                            throw new IllegalArgumentException(reason);
                        });
        Map<String, Geodesics> spaces = new LinkedHashMap<>();
        latents.forEach(
                latent -> spaces.put(latent.name(), latent.space().geodesics().orElseThrow()));
        return spaces;
    }
}
