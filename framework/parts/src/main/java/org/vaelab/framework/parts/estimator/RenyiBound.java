// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the variational Renyi bound of order alpha, estimated from K draws (Li and Turner 2016,
 * section 4.1):
 *
 * <pre>
 *   L_alpha = E[ 1/(1 - alpha) log 1/K sum_k w_k^(1 - alpha) ]
 * </pre>
 *
 * <p>The limit alpha = 1 is the evidence lower bound of K draws; alpha = 0 is {@code iwae}. The
 * estimate is a power mean of the weights, so it falls with alpha, draw by draw. If alpha >= 0, it
 * is at most the importance-weighted bound, and a lower bound of log p(x) in expectation. The
 * reported bound is then the estimate. <b>If alpha &lt; 0, it bounds nothing</b> for finite K. It
 * is still maximised, but the reported bound is the importance-weighted one of the same draws.
 *
 * <p>Its gradient weighs that of log w_k by {@code w_k^(1 - alpha)}, normalised. Near alpha = 1 the
 * logarithm of a mean near 1 is divided by a number near 0, so it is {@code log1p} of the mean of
 * {@code expm1}. The relative error is that of log w_k in each case.
 */
@Cites("li2016")
@Part(
        value = "renyi",
        description = "the variational Renyi bound of order alpha from K draws",
        paper = "Li and Turner (2016), section 4.1")
public record RenyiBound(
        @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples,
        @Setting(value = "order of the divergence, any finite number", defaultValue = "0.5")
                double alpha)
        implements DrawsEstimator {

    /** At orders below this, a mean of powers is near 1. */
    private static final double NEAR = 0.01;

    private static final double LARGEST = 1e30;

    public RenyiBound {
        Counts.atLeastOne("samples", samples);
        if (!Double.isFinite(alpha)) {
            throw new SettingException("alpha", "must be finite, is " + alpha);
        }
    }

    @Override
    public Objective estimate(Step step) {
        ImportanceTerms terms = step.importance(samples);
        if (alpha >= 0) {
            return terms.maximising(this::powerMean);
        }
        Tensor bound = ImportanceTerms.logMean(terms.logWeights());
        return terms.objective(bound, powerMean(terms.weightedLogWeights()));
    }

    /** The logarithm of the power mean of order 1 - alpha, from [K, B] to [B]. */
    Tensor powerMean(Tensor logWeights) {
        double order = 1 - alpha;
        if (order == 0) {
            return logWeights.mean(0);
        }
        Tensor powers = logWeights.mul(order);
        if (Math.abs(order) > NEAR) {
            return ImportanceTerms.logMean(powers).div(order);
        }
        // A weight of 0 has an infinite logarithm.
        Tensor largest = powers.max(0).maximum(-LARGEST).minimum(LARGEST).stopGradient();
        return powers.sub(largest).expm1().mean(0).log1p().add(largest).div(order);
    }
}
