// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
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
record ImportanceTerms(Draw draw, Tensor logLikelihood, Tensor logRatio) {

    static ImportanceTerms of(
            LatentVariableModel model, Batch batch, RandomKey key, Clock clock, int samples) {
        Posterior q = model.encode(batch.x(), Phase.training(clock));
        Draw draw = q.draw(key.split("posterior"), samples);
        Tensor logLikelihood = model.decode(draw).logProbability(batch.x());
        Tensor logRatio = draw.logProbability().sub(draw.logPrior(model.prior()));
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
     */
    Objective objective(Tensor bound, Tensor maximised) {
        Tensor reconstruction = logLikelihood.mean(0);
        Tensor kl = logRatio.mean(0);
        List<Objective.Term> penalties = Elbo.penalties(draw.penalties());
        return new Objective(
                Elbo.loss(maximised, penalties),
                bound,
                List.of(
                        new Objective.Term(Objective.RECONSTRUCTION, 1, reconstruction),
                        new Objective.Term(Objective.KL, -1, kl),
                        new Objective.Term(
                                ImportanceWeighted.GAIN, 1, bound.sub(reconstruction.sub(kl)))),
                penalties,
                Divergence.overDraws(draw));
    }
}
