// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.KlTerm;
import org.vaelab.framework.estimator.KlTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the evidence lower bound of draws that pass no gradient, by the score function
 * (Williams 1992) with the mean of the other draws as baseline (Kool, van Hoof and Welling 2019):
 *
 * <pre>
 *   grad_q E[f] = E[ 1/K sum_k (f_k - 1/(K-1) sum_{j != k} f_j) grad log q(z_k given x) ],
 *   f_k = log p(x given z_k) - weight (log q(z_k given x) - log p(z_k))
 * </pre>
 *
 * <p>Unbiased, as the baseline of a draw does not depend on it. Where the divergence is taken in
 * closed form, f is log p(x given z) alone. The value of the loss is minus the weighted bound.
 */
public final class ScoreFunction implements Estimator {

    private final int samples;
    private final KlMode kl;
    private final Schedule klWeight;

    /**
     * Creates the estimator.
     *
     * @param samples K, at least 2
     * @param kl how the divergence is computed
     * @param klWeight its weight by step
     */
    public ScoreFunction(int samples, KlMode kl, Schedule klWeight) {
        this.samples = atLeastTwo(samples);
        this.kl = kl;
        this.klWeight = klWeight;
    }

    /**
     * Returns the number of draws.
     *
     * @throws IllegalArgumentException if there is no other draw to make a baseline of
     */
    public static int atLeastTwo(int samples) {
        if (samples < 2) {
            throw new IllegalArgumentException(
                    "samples must be at least 2, is "
                            + samples
                            + ": the baseline of a draw is the mean of the others");
        }
        return samples;
    }

    @Override
    public Objective estimate(
            LatentVariableModel model, Batch batch, RandomKey key, TrainingProgress clock) {
        JointDraw draw =
                model.infer(batch, key.split("inference"), Phase.training(clock))
                        .draw(key.split("posterior"), samples);
        Tensor logLikelihood = model.output(draw, batch).logProbability(batch.x());
        double weight = klWeight.at(clock.step());
        List<KlTerm> terms = KlTerms.of(model, batch, draw, kl);
        // A KL that depends on the draws belongs into the signal, and all others with it.
        boolean exact = terms.stream().noneMatch(KlTerm::dependsOnDraws);
        // The direct gradient of log q has expectation 0: nothing but noise.
        Tensor logRatio = draw.logProbability().stopGradient().sub(model.logPrior(draw, batch));
        Tensor divergence = exact ? KlTerms.sum(terms) : logRatio.mean(0);
        Tensor signal = exact ? logLikelihood : logLikelihood.sub(logRatio.mul(weight));
        Tensor reconstruction = logLikelihood.mean(0);
        Tensor weighted = reconstruction.sub(divergence.mul(weight));
        return Objective.maximising(
                weighted.add(score(draw, centred(signal)).mean(0)),
                reconstruction.sub(divergence),
                Objective.elboTerms(reconstruction, divergence),
                exact ? KlSource.ANALYTIC : KlSource.overDraws(draw.isRelaxed()),
                draw.effects(),
                () -> weight);
    }

    /** Returns f_k less the mean of the others, which is K / (K - 1) times f_k less the mean. */
    private Tensor centred(Tensor signal) {
        double scale = samples / (samples - 1.0);
        return signal.sub(signal.mean(0)).mul(scale);
    }

    /** Returns zeros of which the gradient is that of the log-density, weighed by the signal. */
    static Tensor score(JointDraw draw, Tensor signal) {
        Tensor product = signal.stopGradient().mul(draw.logProbability());
        return product.sub(product.stopGradient());
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind == GradientKind.SCORE_FUNCTION;
    }
}
