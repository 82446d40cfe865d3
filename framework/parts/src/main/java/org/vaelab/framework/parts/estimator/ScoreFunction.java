// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/** The settings of {@link Reinforce} with a baseline that needs no network. */
@Cites("williams1992")
@Part(
        value = "score-function",
        description = "the evidence lower bound of discrete draws, by REINFORCE with a baseline",
        paper = "Williams (1992)")
public record ScoreFunction(
        @Setting(
                        value = "draws per example, at least 2 with the baseline mean-of-others",
                        defaultValue = "2")
                int samples,
        @Setting(
                        value = "how the KL is computed: auto, analytic or monte-carlo",
                        defaultValue = "auto")
                KlMode kl,
        @Setting(
                        value = "baseline of the signals: none, mean-of-others or moving-average",
                        defaultValue = "mean-of-others")
                BaselineChoice baseline,
        @Setting("decay of the moving average, in [0, 1), default 0.9; for that baseline alone")
                @Nullable Double decay)
        implements EstimatorPart {

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

    public ScoreFunction {
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
                throw new SettingException(
                        "decay", "is for the baseline moving-average, which is not chosen");
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
                                    "average", context.runtime(), Objects.requireNonNull(decay));
                };
        return new Reinforce(samples, kl, chosen);
    }

    /**
     * Returns the number of draws.
     *
     * @throws IllegalArgumentException if there is no other draw to make a baseline of
     */
    public static int atLeastTwo(int samples) {
        if (samples < 2) {
            throw new SettingException(
                    "samples",
                    "must be at least 2, is "
                            + samples
                            + ": the baseline of a draw is the mean of the others");
        }
        return samples;
    }
}
