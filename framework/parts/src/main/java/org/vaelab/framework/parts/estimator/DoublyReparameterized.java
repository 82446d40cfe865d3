// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.concurrent.atomic.AtomicReference;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the importance-weighted bound of {@link ImportanceWeighted} by the doubly
 * reparameterised gradient (Tucker et al. 2018, IWAE-DReG):
 *
 * <pre>
 *   grad_phi L = E[ sum_k v_k^2 d/dz_k log w_k dz_k/dphi ],   v_k = w_k / sum_j w_j
 *   grad_theta L = E[ sum_k v_k d/dtheta log w_k ]
 * </pre>
 *
 * <p>for the parameters phi of q and theta of p. Unbiased, with the expectation of the plain
 * gradient. Its signal-to-noise ratio in phi grows with K, while that of the plain gradient falls
 * as 1/sqrt(K). It equals {@link StickingTheLanding} if K = 1. If the KL has a weight beta, the
 * power of p(z)/q(z given x) in w_k, the same derivation gives {@code (1 - beta) v_k + beta v_k^2}
 * in place of the squares.
 *
 * <p>The decoder runs once: its gradient in z_k, which has the factor v_k, is multiplied by v_k on
 * its way to phi.
 */
@Cites("tucker2019")
@Part(
        value = "dreg",
        description = "the importance-weighted bound by its doubly reparameterised gradient (DReG)",
        paper = "Tucker et al. (2018)")
public record DoublyReparameterized(
        @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples)
        implements DrawsEstimator {

    public DoublyReparameterized {
        Counts.atLeastOne("samples", samples);
    }

    @Override
    public boolean omitsScore() {
        return true;
    }

    @Override
    public Objective estimate(Step step) {
        AtomicReference<Tensor> logWeights = new AtomicReference<>();
        ImportanceTerms terms =
                step.draws(samples).throughDraws(() -> factors(logWeights.get(), step.klWeight()));
        logWeights.set(terms.weightedLogWeights());
        return terms.maximising(ImportanceTerms::logMean);
    }

    /** Returns the factors of the gradient in z_k, which already has the factor v_k. */
    private static Tensor factors(Tensor logWeights, double weight) {
        return logWeights.softmax(0).mul(weight).add(1 - weight);
    }
}
