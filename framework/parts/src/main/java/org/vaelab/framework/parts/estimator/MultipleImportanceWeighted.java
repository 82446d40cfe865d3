// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
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
 */
@Cites("rainforth2018")
@Part(
        value = "miwae",
        description = "the mean of M importance-weighted bounds of K draws (MIWAE)",
        paper = "Rainforth et al. (2018)")
public record MultipleImportanceWeighted(
        @Setting(value = "K, the number of draws of each bound", defaultValue = "8") int samples,
        @Setting(value = "M, the number of bounds that are averaged", defaultValue = "8")
                int bounds)
        implements DrawsEstimator {

    public MultipleImportanceWeighted {
        Counts.atLeastOne("samples", samples);
        Counts.atLeastOne("bounds", bounds);
    }

    @Override
    public Objective estimate(Step step) {
        return step.importance(Math.multiplyExact(samples, bounds)).maximising(this::mean);
    }

    /** The mean over M of the bounds, from [K M, B] to [B]. */
    private Tensor mean(Tensor logWeights) {
        Tensor grouped = logWeights.reshape(samples, bounds, logWeights.shape().extent(1));
        return ImportanceTerms.logMean(grouped).mean(0);
    }
}
