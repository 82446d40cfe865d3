// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.LinkedHashSet;
import java.util.Set;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorScope;

/**
 * What a model is in evaluation, found by trying it on one example. The values of parameters change none
 * of it.
 *
 * @param form of its posteriors
 * @param pointMass whether they are point masses, so that log p(x) has no importance weights
 * @param firstCarriesAll whether the variable that is drawn first carries all information about x
 * @param hasCodes whether that variable is a code of a codebook
 * @param hasValueDensities whether p(x given z) has a density of each single value
 * @param parts the classes of its distributions, of their factors, and of the KLs between them
 */
public record ModelFacts(
        PosteriorForm form,
        boolean pointMass,
        boolean firstCarriesAll,
        boolean hasCodes,
        boolean hasValueDensities,
        Set<Class<?>> parts) {

    static ModelFacts of(LatentVariableModel model) {
        RandomKey key = RandomKey.of(0);
        try (TensorScope scope = model.runtime().scope()) {
            Batch trial = model.trial();
            JointPosterior posterior = model.infer(trial, key, Phase.evaluation());
            JointDraw draw = posterior.draw(key, 1);
            Set<Class<?>> parts = new LinkedHashSet<>();
            for (LatentVariable latent : model.generative().latents()) {
                addParts(
                        draw.of(latent.name()).q(),
                        model.generative().prior(latent.name(), draw.values(), trial.given()),
                        model.kl(),
                        parts);
            }
            return new ModelFacts(
                    model.inference().form(),
                    draw.isPointMass(),
                    model.inference().firstCarriesAll(),
                    posterior.first() instanceof CodePosterior,
                    model.output(draw, trial).byValue(trial.x()).isPresent(),
                    parts);
        }
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
