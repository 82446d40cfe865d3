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
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Maximises the evidence lower bound by the gradient that reaches q through its draws alone (Roeder, Wu
 * and Duvenaud 2017, the path derivative):
 *
 * <pre>
 *   grad_phi L = E[ d/dz (log p(x, z) - log q(z given x)) dz/dphi ]
 * </pre>
 *
 * <p>What is left out, the direct gradient of log q at fixed z, has expectation 0: this is unbiased, and
 * exactly 0 draw by draw where q is the posterior. The divergence is that of the draws, never a closed
 * form. Of several latent variables, what one posterior is told of the draws of another is part of the
 * gradient through draws: all are held at once (compare Bauer and Mnih 2021).
 *
 * <p>With K draws the bound is the importance-weighted one (Burda et al. 2016), and so is the gradient in
 * the parameters of p. That in the parameters of q is then
 *
 * <pre>
 *   E[ sum_k v_k d/dz_k log w_k dz_k/dphi ],   v_k = w_k / sum_j w_j
 * </pre>
 *
 * <p>in which the direct gradient is left out though its expectation, weighted by v_k, is not 0: <b>for K
 * above 1 it is biased</b> (Tucker et al. 2018). {@link DoublyReparameterized} is not.
 */
public final class StickingTheLanding implements Estimator {

    @Part(
            value = "stl",
            description = "the bound by its gradient through draws alone (sticking the landing)",
            paper = "Roeder, Wu and Duvenaud (2017)")
    public record Settings(
            @Setting(value = "K, the number of draws per example", defaultValue = "1") int samples)
            implements EstimatorPart {

        public Settings {
            Counts.atLeastOne("samples", samples);
        }

        @Override
        public Estimator create(EstimatorContext context) {
            return new StickingTheLanding(samples, context.klWeight());
        }
    }

    private final int samples;
    private final Schedule klWeight;

    /**
     * Creates the estimator.
     *
     * @param samples K, at least 1
     * @param klWeight the power of p(z)/q(z given x) in the weights by step; 1 is the bound
     */
    public StickingTheLanding(int samples, Schedule klWeight) {
        this.samples = Counts.atLeastOne("samples", samples);
        this.klWeight = klWeight;
    }

    @Override
    public Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        return ImportanceTerms.Drawn.of(model, batch, key, clock, samples)
                .throughDraws()
                .maximising(ImportanceTerms::logMean, klWeight.at(clock.step()));
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind.isThroughDraw();
    }
}
