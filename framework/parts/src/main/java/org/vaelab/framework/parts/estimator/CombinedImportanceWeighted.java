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
 */
@Cites("rainforth2018")
@Part(
        value = "ciwae",
        description =
                "a mixture of the evidence lower bound and the importance-weighted one (CIWAE)",
        paper = "Rainforth et al. (2018)")
public record CombinedImportanceWeighted(
        @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples,
        @Setting(value = "share of the evidence lower bound, in [0, 1]", defaultValue = "0.5")
                double beta)
        implements DrawsEstimator {

    public CombinedImportanceWeighted {
        Counts.atLeastOne("samples", samples);
        if (!(beta >= 0 && beta <= 1)) {
            throw new SettingException("beta", "must be in [0, 1], is " + beta);
        }
    }

    @Override
    public Objective estimate(Step step) {
        return step.importance(samples).maximising(this::mixture);
    }

    private Tensor mixture(Tensor logWeights) {
        Tensor evidence = logWeights.mean(0).mul(beta);
        return evidence.add(ImportanceTerms.logMean(logWeights).mul(1 - beta));
    }
}
