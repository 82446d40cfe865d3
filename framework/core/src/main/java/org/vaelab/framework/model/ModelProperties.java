// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;

/**
 * What a model is in evaluation, found by trying it on one example. The values of parameters change
 * none of it.
 *
 * @param pointMass whether its posteriors are point masses, so that log p(x) has no importance
 *     weights
 * @param hasValueDensities whether p(x given z) has a density of each single value
 * @param klTailIndex the least {@link #klTailIndex(Posterior, Distribution)} of its latent
 *     variables
 * @param parts the classes of its distributions, of their factors, and of the KLs between them
 */
public record ModelProperties(
        boolean pointMass, boolean hasValueDensities, double klTailIndex, Set<Class<?>> parts) {

    static ModelProperties of(LatentVariableModel model) {
        return model.tried(posterior -> of(model, posterior.draw(RandomKey.of(0), 1)));
    }

    private static ModelProperties of(LatentVariableModel model, JointDraw draw) {
        Batch trial = model.trial();
        Set<Class<?>> parts = new LinkedHashSet<>();
        double klTailIndex = Double.POSITIVE_INFINITY;
        for (LatentVariable latent : model.generative().latents()) {
            Posterior q = draw.of(latent.name()).q();
            Distribution p = model.generative().prior(latent.name(), draw.values(), trial.given());
            klTailIndex = Math.min(klTailIndex, klTailIndex(q, p));
            addParts(q, p, model.kl(), parts);
        }
        boolean byValue = model.output(draw, trial).byValue(trial.x()).isPresent();
        return new ModelProperties(draw.isPointMass(), byValue, klTailIndex, parts);
    }

    /**
     * Returns below which order {@code log q(z) - log p(z)} has moments under q, the tail index of
     * q over {@link Distribution#decay} of p. At most 1, KL(q || p) is infinite. At most 2, an
     * estimate from draws has no standard error.
     */
    public static double klTailIndex(Posterior q, Distribution p) {
        Map<String, Posterior> factors = Factored.of(q);
        Map<String, Distribution> others = Factored.of(p);
        if (factors.size() > 1 && factors.keySet().equals(others.keySet())) {
            return factors.entrySet().stream()
                    .mapToDouble(f -> klTailIndex(f.getValue(), others.get(f.getKey())))
                    .min()
                    .orElseThrow();
        }
        double index = q.tailIndex();
        // A prior of the same tails, such as a mixture of q, has them in the same factors.
        return p.tailIndex() <= index ? Double.POSITIVE_INFINITY : index / p.decay();
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
