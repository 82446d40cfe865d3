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
 * Maximises a mixture of the evidence lower bound and the importance-weighted bound of the same K
 * draws (Rainforth et al. 2018, CIWAE):
 *
 * <pre>
 *   log p(x) >= E[ beta 1/K sum_k log w_k + (1 - beta) log 1/K sum_k w_k ]
 * </pre>
 *
 * <p>beta = 1 is the evidence lower bound of K draws, and beta = 0 is {@code iwae}. A lower beta
 * gives a tighter bound, and a gradient in q with less signal. This beta is not the weight of the
 * KL.
 *
 * @param samples K, at least 1
 * @param beta the share of the evidence lower bound, in [0, 1]
 * @param klWeight the power of p(z)/q(z given x) in the weights by step; 1 is the bound
 */
public record CombinedImportanceWeighted(int samples, double beta, Schedule klWeight)
        implements Estimator {

    @Cites("rainforth2018")
    @Part(
            value = "ciwae",
            description =
                    "a mixture of the evidence lower bound and the importance-weighted one (CIWAE)",
            paper = "Rainforth et al. (2018)")
    public record Settings(
            @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples,
            @Setting(value = "share of the evidence lower bound, in [0, 1]", defaultValue = "0.5")
                    double beta)
            implements EstimatorPart {

        public Settings {
            Counts.atLeastOne("samples", samples);
            if (!(beta >= 0 && beta <= 1)) {
                throw new IllegalArgumentException("beta must be in [0, 1], is " + beta);
            }
        }

        @Override
        public Estimator create(EstimatorContext context) {
            return new CombinedImportanceWeighted(samples, beta, context.klWeight());
        }
    }

    @Override
    public Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        return ImportanceTerms.of(model, batch, key, clock, samples)
                .maximising(this::mixture, klWeight.at(clock.step()));
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind.isThroughDraw();
    }

    private Tensor mixture(Tensor logWeights) {
        Tensor evidence = logWeights.mean(0).mul(beta);
        return evidence.add(ImportanceTerms.logMean(logWeights).mul(1 - beta));
    }
}
