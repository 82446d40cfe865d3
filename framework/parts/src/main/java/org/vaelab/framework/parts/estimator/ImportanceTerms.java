// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The importance weights of K draws in training, {@code w_k = p(x given z_k) p(z_k) / q(z_k given
 * x)}, for every estimator of the importance-weighted bound.
 *
 * @param draw the values drawn from q
 * @param logLikelihood log p(x given z_k), [K, B]
 * @param logRatio log q(z_k given x) - log p(z_k), [K, B]
 */
record ImportanceTerms(JointDraw draw, Tensor logLikelihood, Tensor logRatio) {

    static ImportanceTerms of(
            LatentVariableModel model,
            Batch batch,
            RandomKey key,
            TrainingProgress clock,
            int samples) {
        JointDraw draw =
                model.infer(batch, key.split("inference"), Phase.training(clock))
                        .draw(key.split("posterior"), samples);
        Tensor logLikelihood = model.output(draw, batch).logProbability(batch.x());
        Tensor logRatio = draw.logProbability().sub(model.logPrior(draw, batch));
        return new ImportanceTerms(draw, logLikelihood, logRatio);
    }

    /** Returns log p(x given z_k) less the weighted log ratio, [K, B]; weight 1 is log w_k. */
    Tensor logWeights(double weight) {
        return logLikelihood.sub(weight == 1 ? logRatio : logRatio.mul(weight));
    }

    /** Returns {@code log 1/K sum_k w_k}, [B]. */
    static Tensor logMean(Tensor logWeights) {
        return logWeights.logSumExp(0).sub(Math.log(logWeights.shape().extent(0)));
    }

    /**
     * Returns the objective: the bound with its terms, the mean over draws of log p(x given z), that
     * of log q - log p, and the gain of the bound over their difference.
     *
     * @param maximised [B], of which the loss is minus the mean, and penalties
     * @param klWeight the power of p(z)/q(z given x) in what is maximised
     */
    Objective objective(Tensor bound, Tensor maximised, double klWeight) {
        Tensor reconstruction = logLikelihood.mean(0);
        Tensor kl = logRatio.mean(0);
        List<Objective.Term> terms = new ArrayList<>(Objective.elboTerms(reconstruction, kl));
        terms.add(
                new Objective.Term(ImportanceWeighted.GAIN, 1, bound.sub(reconstruction.sub(kl))));
        return Objective.maximising(
                maximised,
                bound,
                terms,
                KlSource.overDraws(draw.isRelaxed()),
                draw.effects(),
                () -> klWeight);
    }
}
