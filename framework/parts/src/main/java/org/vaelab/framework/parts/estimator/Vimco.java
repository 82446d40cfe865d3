// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Maximises the importance-weighted bound of draws that pass no gradient (Mnih and Rezende 2016,
 * VIMCO):
 *
 * <pre>
 *   L = log 1/K sum_k w_k,  w_k = p(x given z_k) p(z_k) / q(z_k given x)
 *   grad L = E[ sum_k (L - L_k) grad log q(z_k given x) + sum_k w_k / (sum_j w_j) grad log w_k ]
 * </pre>
 *
 * <p>L_k is L with the geometric mean of the other weights in place of w_k, a baseline that does
 * not depend on z_k: the gradient is unbiased. In a chain with continuous variables, q in the first
 * sum is that of the discrete ones alone, given the others; those pass their gradient through their
 * draws. Terms as those of {@link ImportanceWeighted}.
 */
@Cites("mnih2016")
@Part(
        value = "vimco",
        description = "the importance-weighted bound of K discrete draws",
        paper = "Mnih and Rezende (2016)")
public record Vimco(
        @Setting(value = "K, the number of draws per example, at least 2", defaultValue = "5")
                int samples)
        implements Estimator {

    public Vimco {
        ScoreFunction.atLeastTwo(samples);
    }

    @Override
    public Objective estimate(Step step) {
        ImportanceTerms terms = step.importance(samples);
        Tensor bound = ImportanceTerms.logMean(terms.logWeights());
        Tensor logWeights = terms.weightedLogWeights();
        Tensor weighted = terms.klWeight() == 1 ? bound : ImportanceTerms.logMean(logWeights);
        Tensor signal = weighted.sub(withoutEach(logWeights.stopGradient()));
        Tensor score = Reinforce.score(terms.draw(), signal).sum(0);
        return terms.objective(bound, weighted.add(score));
    }

    /** Returns L_k, [K, B]. */
    private Tensor withoutEach(Tensor logWeights) {
        Tensor others = logWeights.sum(0).sub(logWeights).div(samples - 1.0).expandDims(0);
        Tensor own = identity(logWeights);
        // [j, k, B]: weight j of the sum in L_k.
        Tensor replaced = others.where(own, logWeights.expandDims(1));
        return ImportanceTerms.logMean(replaced);
    }

    private Tensor identity(Tensor like) {
        double[] values = new double[samples * samples];
        for (int k = 0; k < samples; k++) {
            values[k * samples + k] = 1;
        }
        return like.runtime().tensor(values, Shape.of(samples, samples, 1)).cast(like.dtype());
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind == GradientKind.SCORE_FUNCTION;
    }
}
