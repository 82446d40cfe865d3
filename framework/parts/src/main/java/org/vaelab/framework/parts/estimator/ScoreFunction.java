// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.ScaledGradient;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorPart;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
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
 * @param samples K, at least 1
 * @param klWeight its weight by step
 * @param baseline what is taken from the signals
 */
public record ScoreFunction(int samples, KlMode kl, Schedule klWeight, Baseline baseline)
        implements Estimator {

    /** The baseline that is subtracted from the signal of a draw. */
    public enum BaselineChoice {
        @JsonProperty("none")
        NONE,
        /** The mean of the other draws of the same example. */
        @JsonProperty("mean-of-others")
        MEAN_OF_OTHERS,
        /** The moving average of the mean signal of earlier batches. */
        @JsonProperty("moving-average")
        MOVING_AVERAGE
    }

    @Cites("williams1992")
    @Part(
            value = "score-function",
            description =
                    "the evidence lower bound of discrete draws, by REINFORCE with a baseline",
            paper = "Williams (1992)")
    public record Settings(
            @Setting(
                            value =
                                    "draws per example, at least 2 with the baseline mean-of-others",
                            defaultValue = "2")
                    int samples,
            @Setting(
                            value = "how the KL is computed: auto, analytic or monte-carlo",
                            defaultValue = "auto")
                    KlMode kl,
            @Setting(
                            value =
                                    "baseline of the signals: none, mean-of-others or moving-average",
                            defaultValue = "mean-of-others")
                    BaselineChoice baseline,
            @Setting("decay of the moving average, in [0, 1), default 0.9; for that baseline alone")
                    @Nullable Double decay)
            implements EstimatorPart {

        public Settings {
            Counts.atLeastOne("samples", samples);
            LearningSignal.requireUsable(kl);
            boolean averages = baseline == BaselineChoice.MOVING_AVERAGE;
            decay = averages && decay == null ? Double.valueOf(0.9) : decay;
            if (baseline == BaselineChoice.MEAN_OF_OTHERS) {
                atLeastTwo(samples);
            }
            if (decay != null) {
                MovingAverage.requireDecay(decay);
                if (!averages) {
                    throw new IllegalArgumentException(
                            "decay is for the baseline moving-average, which is not chosen");
                }
            }
        }

        @Override
        public Estimator create(EstimatorContext context) {
            Baseline chosen =
                    switch (baseline) {
                        case NONE -> Baseline.NONE;
                        case MEAN_OF_OTHERS -> Baseline.MEAN_OF_OTHERS;
                        case MOVING_AVERAGE ->
                                MovingAverage.named(
                                        "average",
                                        context.runtime(),
                                        Objects.requireNonNull(decay));
                    };
            return new ScoreFunction(samples, kl, context.klWeight(), chosen);
        }
    }

    public ScoreFunction(int samples, KlMode kl, Schedule klWeight) {
        this(atLeastTwo(samples), kl, klWeight, Baseline.MEAN_OF_OTHERS);
    }

    public ScoreFunction {
        kl = LearningSignal.requireUsable(kl);
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
        JointDraw draw = ImportanceTerms.Drawn.of(model, batch, key, clock, samples).draw();
        LearningSignal signal =
                LearningSignal.of(model, batch, alikeScaled(draw), kl, klWeight.at(clock.step()));
        Baseline.Centred centred = baseline.of(signal.value().stopGradient(), batch);
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
     * The same draws, of which those that pass a gradient pass it divided as the baseline divides the
     * signals: all of q learns at one rate.
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
