// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.tensor.Tensor;

/**
 * The log importance weights of K draws, for estimators of a bound that is a function of them:
 *
 * <pre>
 *   log w_k = log p(x given z_k) + log p(z_k) - log q(z_k given x)
 *   L_K     = log 1/K sum_k w_k              (Burda et al. 2016, equation 8)
 * </pre>
 *
 * <p>Estimators of one bound differ in how the gradient of the weights reaches the parameters phi
 * of q: through the draws z_k(phi), directly through {@code log q(z_k; phi)} at fixed z_k, or both.
 * An estimator chooses with {@link Drawn}, and {@link #maximising} returns its objective.
 *
 * <p>The evaluator needs no gradients and far more draws. It streams the same weights, one datum at
 * a time, through its class {@code ImportanceWeights}.
 *
 * @param draw the values drawn from q
 * @param logLikelihood log p(x given z_k), [K, B]
 * @param logRatio log q(z_k given x) - log p(z_k), [K, B]
 * @param klWeight the power of p(z)/q(z given x) in the weights of what is maximised; 1 is the
 *     bound
 */
public record ImportanceTerms(
        JointDraw draw, Tensor logLikelihood, Tensor logRatio, double klWeight) {

    /** The term of an objective by which a bound exceeds the mean of log w_k. */
    public static final String GAIN = "importanceGain";

    /** K draws of a step; its methods return their weights with different gradients. */
    public record Drawn(Step step, JointPosterior q, JointDraw draw) {

        /**
         * Draws from q.
         *
         * @param seen the batch, as q sees it
         */
        static Drawn of(Step step, Batch seen, int samples) {
            return of(step, seen, samples, Phase.training(step.clock()));
        }

        static Drawn of(Step step, Batch seen, int samples, Phase phase) {
            JointPosterior q = step.model().infer(seen, step.key().split("inference"), phase);
            return new Drawn(step, q, q.draw(step.key().split("posterior"), samples));
        }

        /** Returns the weights with both gradients in phi. */
        public ImportanceTerms withWholeGradient() {
            return weights(draw, draw.logProbability());
        }

        /** Returns the weights with only the gradient that reaches phi through the draws. */
        public ImportanceTerms throughDraws() {
            return weights(draw, logProbabilityThroughDraws());
        }

        /**
         * Returns the weights with only the gradient through the draws, multiplied by factors.
         *
         * @param factors [K, B]; called when the gradient is taken
         */
        public ImportanceTerms throughDraws(Supplier<Tensor> factors) {
            ScaledGradient scale = new ScaledGradient(factors);
            return weights(draw.mapped(scale), scale.apply(logProbabilityThroughDraws()));
        }

        /** Returns the weights with no gradient in phi. */
        public ImportanceTerms ofHeldDraws() {
            return weights(draw.mapped(Tensor::stopGradient), draw.logProbability().stopGradient());
        }

        private ImportanceTerms weights(JointDraw seen, Tensor logProbability) {
            LatentVariableModel model = step.model();
            Batch batch = step.batch();
            Tensor logLikelihood = model.output(seen, batch).logProbability(batch.x());
            Tensor logRatio = logProbability.sub(model.logPrior(seen, batch));
            return new ImportanceTerms(draw, logLikelihood, logRatio, step.klWeight());
        }

        /** Returns log q of the values held fixed, [K, B], with the direct gradient in phi. */
        public Tensor logProbabilityOfHeldDraws() {
            return q.logProbability(draw.mapped(Tensor::stopGradient).values());
        }

        /** Subtracts zeros whose gradient is the direct one. */
        private Tensor logProbabilityThroughDraws() {
            Tensor direct = logProbabilityOfHeldDraws();
            return draw.logProbability().sub(direct.sub(direct.stopGradient()));
        }
    }

    /** Returns log w_k, [K, B]. */
    public Tensor logWeights() {
        return logLikelihood.sub(logRatio);
    }

    /** Returns {@code log p(x given z_k) - klWeight logRatio}, [K, B]. */
    public Tensor weightedLogWeights() {
        return klWeight == 1 ? logWeights() : logLikelihood.sub(logRatio.mul(klWeight));
    }

    /**
     * Returns the bound of K draws, {@code log 1/K sum_k w_k}.
     *
     * @param logWeights [K, ...]
     * @return [...]
     */
    public static Tensor logMean(Tensor logWeights) {
        return logWeights.logSumExp(0).sub(Math.log(logWeights.shape().extent(0)));
    }

    /**
     * Returns the objective that maximises a bound.
     *
     * @param ofLogWeights the bound as a function of log w_k, from [K, B] to [B]
     */
    public Objective maximising(UnaryOperator<Tensor> ofLogWeights) {
        Tensor bound = ofLogWeights.apply(logWeights());
        return objective(bound, klWeight == 1 ? bound : ofLogWeights.apply(weightedLogWeights()));
    }

    /**
     * Returns an objective with three terms: the mean over draws of log p(x given z), the mean of
     * log q - log p, and {@link #GAIN}, the bound minus their difference.
     *
     * @param bound of log p(x) in nats, [B]
     * @param maximised [B]; the loss is minus its mean plus penalties
     */
    public Objective objective(Tensor bound, Tensor maximised) {
        Tensor reconstruction = logLikelihood.mean(0);
        Tensor kl = logRatio.mean(0);
        List<Objective.Term> terms = new ArrayList<>(Objective.elboTerms(reconstruction, kl));
        terms.add(new Objective.Term(GAIN, 1, bound.sub(reconstruction.sub(kl))));
        return Objective.maximising(
                maximised,
                bound,
                terms,
                KlSource.overDraws(draw.isRelaxed()),
                draw.effects(),
                () -> klWeight);
    }
}
