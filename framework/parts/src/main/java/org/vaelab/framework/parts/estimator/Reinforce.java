// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.ScaledGradient;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the evidence lower bound of draws that pass no gradient, by the score function
 * (Williams 1992) with a baseline b_k:
 *
 * <pre>
 *   grad_q E[f] = E[ 1/K sum_k (f_k - b_k) grad log q(z_k given x) ],
 *   f_k = log p(x given z_k) - weight (log q(z_k given x) - log p(z_k))
 * </pre>
 *
 * <p>Unbiased, because the baseline of a draw does not depend on it. The continuous variables of a
 * chain pass their gradient through their draws, and the score is that of the discrete ones; see
 * {@link LearningSignal}. If the divergence has a closed form, f is log p(x given z) alone. The
 * value of the loss is minus the weighted bound.
 *
 * @param samples K
 * @param baseline what is taken from the signals
 */
public record Reinforce(int samples, KlMode kl, Baseline baseline) implements Estimator {

    /** Creates the estimator with the mean of the other draws as baseline. */
    public Reinforce(int samples, KlMode kl) {
        this(ScoreFunction.atLeastTwo(samples), kl, Baseline.MEAN_OF_OTHERS);
    }

    @Override
    public Objective estimate(Step step) {
        JointDraw draw = step.draws(samples).draw();
        LearningSignal signal = LearningSignal.of(step, alikeScaled(draw), kl);
        Batch seen = step.model().generative().condition().scaled(step.batch());
        Baseline.Centred centred = baseline.of(signal.value().stopGradient(), seen);
        Objective objective =
                signal.objective(score(draw, centred.signal()).mean(0), draw.effects())
                        .with(centred.updates());
        return centred.own().map(objective::beside).orElse(objective);
    }

    /** Returns zeros of which the gradient is that of the score, weighed by the signal. */
    static Tensor score(JointDraw draw, Tensor signal) {
        return LearningSignal.zeros(draw.scoreLogProbability(), signal);
    }

    /**
     * The same draws, of which those that pass a gradient pass it divided as the baseline divides
     * the signals: all of q learns at one rate.
     */
    private JointDraw alikeScaled(JointDraw draw) {
        if (draw.latents().stream().noneMatch(LatentDraw::isThroughDraw)) {
            return draw;
        }
        return baseline.scale()
                .map(
                        scale -> {
                            Tensor share = draw.logProbability().stopGradient().mul(0).add(1);
                            return draw.mapped(new ScaledGradient(() -> share.div(scale)));
                        })
                .orElse(draw);
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind == GradientKind.SCORE_FUNCTION;
    }

    @Override
    public List<Parameter> parameters() {
        return baseline.parameters();
    }
}
