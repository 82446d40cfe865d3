// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The posterior of one latent variable, with parameters that an ascent found.
 *
 * @param effects what the inference asks of a training step
 */
record FoundPosterior(String latent, Posterior first, TrainingEffects effects)
        implements JointPosterior {

    @Override
    public JointDraw draw(RandomKey key, int samples) {
        LatentDraw draw = new LatentDraw(latent, first, first.draw(key, samples), false);
        return new JointDraw(List.of(draw), effects);
    }

    @Override
    public Tensor logProbability(Latents values) {
        return values.value(latent).logProbabilityUnder(first);
    }

    @Override
    public Map<String, Posterior> atLocation() {
        return Map.of(latent, first);
    }

    @Override
    public Latents location() {
        return Latents.of(latent, first.location());
    }
}
