// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Maximises the importance-weighted bound (Burda et al. 2016, equation 8):
 *
 * <pre>
 *   log p(x) >= E[ log 1/K sum_k w_k ],  w_k = p(x given z_k) p(z_k) / q(z_k given x)
 * </pre>
 *
 * <p>The logarithm of the mean is taken per datum, then the mean over data. The density q inside
 * the weights comes from the draws themselves, never from a closed form. The bound is the evidence
 * lower bound if K = 1. Terms: the mean over draws of log p(x given z), that of log q - log p, and
 * the gain of the bound over their difference.
 */
@Cites("burda2016")
@Called("IWAE")
@Part(
        value = "iwae",
        description = "the importance-weighted bound of K draws (IWAE)",
        paper = "Burda et al. (2016), eq. 8")
public record ImportanceWeighted(
        @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples)
        implements DrawsEstimator {

    public ImportanceWeighted {
        Counts.atLeastOne("samples", samples);
    }

    @Override
    public Objective estimate(Step step) {
        return step.importance(samples).maximising(ImportanceTerms::logMean);
    }

    /**
     * {@inheritDoc} A mean over draws of the distribution q, dependent or not, has one expectation.
     */
    @Override
    public boolean acceptsDependentDraws() {
        return true;
    }
}
