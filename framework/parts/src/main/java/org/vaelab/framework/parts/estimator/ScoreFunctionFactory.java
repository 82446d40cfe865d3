// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link ScoreFunction}. */
public final class ScoreFunctionFactory implements EstimatorFactory<ScoreFunctionFactory.Settings> {

    /** What is taken from the signal of a draw. */
    public enum BaselineChoice {
        /** Nothing. */
        @JsonProperty("none")
        NONE,
        /** The mean of the other draws of the same example. */
        @JsonProperty("mean-of-others")
        MEAN_OF_OTHERS,
        /** The moving average of the mean signal of earlier batches. */
        @JsonProperty("moving-average")
        MOVING_AVERAGE
    }

    /**
     * Settings.
     *
     * @param samples draws per example, default 2; at least 2 with the mean of the others
     * @param kl how the divergence is computed, default auto
     * @param baseline default the mean of the others
     * @param decay of the moving average, default 0.9; for that baseline alone
     */
    public record Settings(
            Integer samples, KlMode kl, BaselineChoice baseline, @Nullable Double decay) {

        /** Fills in defaults, and checks all. */
        public Settings(
                @Nullable Integer samples,
                @Nullable KlMode kl,
                @Nullable BaselineChoice baseline,
                @Nullable Double decay) {
            this.samples = samples == null ? 2 : Counts.atLeastOne("samples", samples);
            this.kl = kl == null ? KlMode.AUTO : LearningSignal.requireUsable(kl);
            this.baseline = baseline == null ? BaselineChoice.MEAN_OF_OTHERS : baseline;
            boolean averages = this.baseline == BaselineChoice.MOVING_AVERAGE;
            this.decay = averages && decay == null ? Double.valueOf(0.9) : decay;
            if (this.baseline == BaselineChoice.MEAN_OF_OTHERS) {
                ScoreFunction.atLeastTwo(this.samples);
            }
            if (this.decay != null) {
                MovingAverage.requireDecay(this.decay);
                if (!averages) {
                    throw new IllegalArgumentException(
                            "decay is for the baseline moving-average, which is not chosen");
                }
            }
        }

        private Baseline makeBaseline(EstimatorContext context) {
            return switch (baseline) {
                case NONE -> Baseline.NONE;
                case MEAN_OF_OTHERS -> Baseline.MEAN_OF_OTHERS;
                case MOVING_AVERAGE ->
                        new MovingAverageBaseline(context.runtime(), Objects.requireNonNull(decay));
            };
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the evidence lower bound of discrete draws, by REINFORCE with a baseline";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        return new ScoreFunction(
                settings.samples(),
                settings.kl(),
                context.klWeight(),
                settings.makeBaseline(context));
    }
}
