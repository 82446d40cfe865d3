// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Maximises the evidence lower bound with the path derivative, the gradient that reaches q through
 * its draws alone (Roeder, Wu and Duvenaud 2017):
 *
 * <pre>
 *   grad_phi L = E[ d/dz (log p(x, z) - log q(z given x)) dz/dphi ]
 * </pre>
 *
 * <p>It omits the direct gradient of log q at fixed z, whose expectation is 0. The path derivative
 * is therefore unbiased, and exactly 0 for each draw if q is the posterior. The divergence is that
 * of the draws, never a closed form. If there are several latent variables, all draws are held
 * fixed at once. The dependence of one posterior on the draws of another is part of the gradient
 * through draws (compare Bauer and Mnih 2021).
 *
 * <p>K draws give the importance-weighted bound (Burda et al. 2016) and its gradient in the
 * parameters of p. The gradient in the parameters of q is
 *
 * <pre>
 *   E[ sum_k v_k d/dz_k log w_k dz_k/dphi ],   v_k = w_k / sum_j w_j
 * </pre>
 *
 * <p>It omits the direct gradient, whose expectation, weighted by v_k, is not 0. <b>It is biased if
 * K is above 1</b> (Tucker et al. 2018). {@link DoublyReparameterized} is not.
 */
@Cites("roeder2017")
@Part(
        value = "stl",
        description = "the bound by its gradient through draws alone (sticking the landing)",
        paper = "Roeder, Wu and Duvenaud (2017)")
public record StickingTheLanding(
        @Setting(value = "K, the number of draws per example", defaultValue = "1") int samples)
        implements DrawsEstimator {

    public StickingTheLanding {
        Counts.atLeastOne("samples", samples);
    }

    @Override
    public boolean omitsScore() {
        return true;
    }

    @Override
    public Objective estimate(Step step) {
        return step.draws(samples).throughDraws().maximising(ImportanceTerms::logMean);
    }

    /**
     * {@inheritDoc} A mean over draws of the distribution q, dependent or not, has one expectation.
     */
    @Override
    public boolean acceptsDependentDraws() {
        return true;
    }
}
