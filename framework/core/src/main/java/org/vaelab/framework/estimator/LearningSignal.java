// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.List;
import org.vaelab.framework.estimator.KlTerms.KlTerm;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * The evidence lower bound of draws that pass no gradient, and the weight f of their log-density in
 * the score-function gradient (Williams 1992; the name is Mnih and Gregor's, 2014):
 *
 * <pre>
 *   grad_q E_q[f] = E_q[ f grad log q(z given x) ],
 *   f = log p(x given z) - weight (log q(z given x) - log p(z))
 * </pre>
 *
 * <p>If the KL has a closed form, it passes its gradient itself and f is log p(x given z) alone.
 * All in nats.
 *
 * <p>In a chain, some variables may pass a gradient through their draws. Let d be the discrete
 * variables, and c(e, d) the others, drawn by noise e. Then
 *
 * <pre>
 *   grad_q E_q[f] = E[ f grad log q(d given c) + grad f ],
 * </pre>
 *
 * <p>Both gradients are taken at fixed e and d. The signal f therefore keeps the gradient of log
 * q(c given d), whose expectation is minus that of the entropy. The score is {@link
 * JointDraw#scoreLogProbability} alone.
 *
 * @param value f of each value, [K, B]; differentiable in the generative model, and in the draws
 *     that pass a gradient
 * @param reconstruction the mean of log p(x given z) over the draws, [B]
 * @param kl KL(q || p), [B]
 * @param klSource how it was computed
 * @param klWeight its weight; 1 is the bound
 */
public record LearningSignal(
        Tensor value, Tensor reconstruction, Tensor kl, KlSource klSource, double klWeight) {

    /**
     * Returns how the KL is to be computed.
     *
     * @throws IllegalArgumentException if by the entropy of q, which f does not know
     */
    public static KlMode requireUsable(KlMode kl) {
        if (kl == KlMode.ENTROPY) {
            throw new SettingException(
                    "kl",
                    "must be auto, analytic or monte-carlo, is entropy: the score function weighs"
                            + " log q of each draw, or none");
        }
        return kl;
    }

    /**
     * Computes the signal of draws.
     *
     * @param draw K values for each of B examples
     * @param mode how the KL is computed; if one KL term depends on the draws, all terms enter f
     * @throws IllegalArgumentException if the mode asks for closed forms that are not known
     */
    public static LearningSignal of(Step step, JointDraw draw, KlMode mode) {
        LatentVariableModel model = step.model();
        Batch batch = step.batch();
        double klWeight = step.klWeight();
        Tensor logLikelihood = model.output(draw, batch).logProbability(batch.x());
        List<KlTerm> terms = KlTerms.of(model, batch, draw, mode);
        Tensor reconstruction = logLikelihood.mean(0);
        if (terms.stream().noneMatch(KlTerm::dependsOnDraws)) {
            return new LearningSignal(
                    logLikelihood, reconstruction, KlTerms.sum(terms), KlSource.ANALYTIC, klWeight);
        }
        // The score that is left out has expectation 0: nothing but noise.
        Tensor logRatio = draw.logProbabilityWithoutScore().sub(model.logPrior(draw, batch));
        return new LearningSignal(
                logLikelihood.sub(logRatio.mul(klWeight)),
                reconstruction,
                logRatio.mean(0),
                KlSource.overDraws(draw.isRelaxed()),
                klWeight);
    }

    /**
     * Returns the objective that maximises the bound.
     *
     * @param score zeros, [B], whose gradient is that of E_q[f] in the parameters of q; see {@link
     *     #zeros}
     */
    public Objective objective(Tensor score, TrainingEffects effects) {
        Tensor weighted = reconstruction.sub(kl.mul(klWeight));
        return Objective.maximising(
                weighted.add(score),
                reconstruction.sub(kl),
                Objective.elboTerms(reconstruction, kl),
                klSource,
                effects,
                () -> klWeight);
    }

    /**
     * Returns zeros with a given gradient in a tensor. Adding them to a loss adds the gradient and
     * keeps the value.
     *
     * @param of a log-density, or the parameters of a distribution
     * @param gradient broadcasts with it; taken as a constant
     */
    public static Tensor zeros(Tensor of, Tensor gradient) {
        Tensor product = gradient.stopGradient().mul(of);
        return product.sub(product.stopGradient());
    }
}
