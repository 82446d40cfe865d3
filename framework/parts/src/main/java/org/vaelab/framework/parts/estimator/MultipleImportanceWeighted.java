// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorPart;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the mean of M importance-weighted bounds of K draws each (Rainforth et al. 2018,
 * MIWAE):
 *
 * <pre>
 *   log p(x) >= E[ 1/M sum_m log 1/K sum_k w_mk ]
 * </pre>
 *
 * <p>The bound is that of {@link ImportanceWeighted} with K draws, and its gradient has 1/M of the
 * variance. K controls the tightness. M restores the signal of the gradient in q, which a tighter
 * bound loses. M = 1 is {@code iwae}; K = 1 is the evidence lower bound of M draws.
 *
 * @param samples K, at least 1
 * @param bounds M, at least 1
 * @param klWeight the power of p(z)/q(z given x) in the weights by step; 1 is the bound
 */
public record MultipleImportanceWeighted(int samples, int bounds, Schedule klWeight)
        implements Estimator {

    @Cites("rainforth2018")
    @Part(
            value = "miwae",
            description = "the mean of M importance-weighted bounds of K draws (MIWAE)",
            paper = "Rainforth et al. (2018)")
    public record Settings(
            @Setting(value = "K, the number of draws of each bound", defaultValue = "8")
                    int samples,
            @Setting(value = "M, the number of bounds that are averaged", defaultValue = "8")
                    int bounds)
            implements EstimatorPart {

        public Settings {
            Counts.atLeastOne("samples", samples);
            Counts.atLeastOne("bounds", bounds);
        }

        @Override
        public Estimator create(EstimatorContext context) {
            return new MultipleImportanceWeighted(samples, bounds, context.klWeight());
        }
    }

    @Override
    public Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        return ImportanceTerms.of(model, batch, key, clock, Math.multiplyExact(samples, bounds))
                .maximising(this::mean, klWeight.at(clock.step()));
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind.isThroughDraw();
    }

    /** The mean over M of the bounds, from [K M, B] to [B]. */
    private Tensor mean(Tensor logWeights) {
        Tensor grouped = logWeights.reshape(samples, bounds, logWeights.shape().extent(1));
        return ImportanceTerms.logMean(grouped).mean(0);
    }
}
