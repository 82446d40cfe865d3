// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.LinkedHashSet;
import java.util.Set;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;

/**
 * What a model is in evaluation, found by trying it on one example. The values of parameters change none
 * of it.
 *
 * @param pointMass whether its posteriors are point masses, so that log p(x) has no importance weights
 * @param hasValueDensities whether p(x given z) has a density of each single value
 * @param parts the classes of its distributions, of their factors, and of the KLs between them
 */
public record ModelFacts(boolean pointMass, boolean hasValueDensities, Set<Class<?>> parts) {

    static ModelFacts of(LatentVariableModel model) {
        return model.tried(posterior -> of(model, posterior.draw(RandomKey.of(0), 1)));
    }

    private static ModelFacts of(LatentVariableModel model, JointDraw draw) {
        Batch trial = model.trial();
        Set<Class<?>> parts = new LinkedHashSet<>();
        for (LatentVariable latent : model.generative().latents()) {
            addParts(
                    draw.of(latent.name()).q(),
                    model.generative().prior(latent.name(), draw.values(), trial.given()),
                    model.kl(),
                    parts);
        }
        boolean byValue = model.output(draw, trial).byValue(trial.x()).isPresent();
        return new ModelFacts(draw.isPointMass(), byValue, parts);
    }

    private static void addParts(
            Posterior q, Distribution p, KlRegistry known, Set<Class<?>> parts) {
        parts.add(q.getClass());
        parts.add(p.getClass());
        for (Posterior factor : Factored.of(q).values()) {
            parts.add(factor.getClass());
            for (Distribution other : Factored.of(p).values()) {
                parts.add(other.getClass());
                known.find(factor, other).ifPresent(kl -> parts.add(kl.formula().getClass()));
            }
        }
    }
}
