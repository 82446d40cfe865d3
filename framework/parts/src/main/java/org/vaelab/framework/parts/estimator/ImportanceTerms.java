// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * The importance weights of K draws in training, {@code w_k = p(x given z_k) p(z_k) / q(z_k given
 * x)}, for every estimator of a bound that is a function of them. Estimators of one bound differ in the
 * ways by which the gradient of the weights reaches the parameters phi of q: through the draws z_k(phi),
 * and directly, through {@code log q(z_k; phi)} at fixed z_k.
 *
 * @param draw the values drawn from q
 * @param logLikelihood log p(x given z_k), [K, B]
 * @param logRatio log q(z_k given x) - log p(z_k), [K, B]
 */
record ImportanceTerms(JointDraw draw, Tensor logLikelihood, Tensor logRatio) {

    /** The weights with their whole gradient. */
    static ImportanceTerms of(
            LatentVariableModel model,
            Batch batch,
            RandomKey key,
            TrainingProgress clock,
            int samples) {
        return Drawn.of(model, batch, key, clock, samples).withWholeGradient();
    }

    /** K draws and what they are from, before it is said how gradients pass. */
    record Drawn(LatentVariableModel model, Batch batch, JointPosterior q, JointDraw draw) {

        static Drawn of(
                LatentVariableModel model,
                Batch batch,
                RandomKey key,
                TrainingProgress clock,
                int samples) {
            JointPosterior q = model.infer(batch, key.split("inference"), Phase.training(clock));
            return new Drawn(model, batch, q, q.draw(key.split("posterior"), samples));
        }

        ImportanceTerms withWholeGradient() {
            return weights(draw, draw.logProbability());
        }

        /** The weights with the gradient that reaches phi through the draws, and no other. */
        ImportanceTerms throughDraws() {
            return weights(draw, logProbabilityThroughDraws());
        }

        /**
         * The weights with the gradient through the draws alone, multiplied by factors.
         *
         * @param factors [K, B]; asked for when the gradient is taken, and not before
         */
        ImportanceTerms throughDraws(Supplier<Tensor> factors) {
            ScaledGradient scale = new ScaledGradient(factors);
            return weights(draw.mapped(scale), scale.apply(logProbabilityThroughDraws()));
        }

        /** The weights of values that pass no gradient, without their log q: none reaches phi. */
        ImportanceTerms ofHeldDraws() {
            return weights(draw.mapped(Tensor::stopGradient), draw.logProbability().stopGradient());
        }

        private ImportanceTerms weights(JointDraw seen, Tensor logProbability) {
            Tensor logLikelihood = model.output(seen, batch).logProbability(batch.x());
            Tensor logRatio = logProbability.sub(model.logPrior(seen, batch));
            return new ImportanceTerms(draw, logLikelihood, logRatio);
        }

        /** Returns log q of the values held fixed, [K, B]: its gradient is the direct one. */
        Tensor logProbabilityOfHeldDraws() {
            return q.logProbability(draw.mapped(Tensor::stopGradient).values());
        }

        /** log q as its draws know it, less zeros of which the gradient is the direct one. */
        private Tensor logProbabilityThroughDraws() {
            Tensor direct = logProbabilityOfHeldDraws();
            return draw.logProbability().sub(direct.sub(direct.stopGradient()));
        }
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
     * Returns the objective that maximises a bound.
     *
     * @param ofLogWeights the bound as a function of log w_k, from [K, B] to [B]
     * @param klWeight the power of p(z)/q(z given x) in the weights of what is maximised
     */
    Objective maximising(UnaryOperator<Tensor> ofLogWeights, double klWeight) {
        Tensor bound = ofLogWeights.apply(logWeights(1));
        return objective(
                bound, klWeight == 1 ? bound : ofLogWeights.apply(logWeights(klWeight)), klWeight);
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
