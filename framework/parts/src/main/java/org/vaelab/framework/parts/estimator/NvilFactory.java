// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.TensorRuntime;

/** Makes {@link ScoreFunction} with the baseline of Mnih and Gregor (2014), {@link NeuralBaseline}. */
public final class NvilFactory implements EstimatorFactory<NvilFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples draws per example, default 1
     * @param kl how the divergence is computed, default monte-carlo; where signals are normalised no
     *     other, as a closed form would pass its gradient beside them at full length
     * @param hidden widths of the hidden layers of the baseline, tanh, default [100]
     * @param decay of the moving mean and variance, default 0.8
     * @param normalize whether signals are divided by their deviation where that is above 1, default
     *     true
     */
    public record Settings(
            Integer samples, KlMode kl, List<Integer> hidden, Double decay, Boolean normalize) {

        /** Fills in defaults, and checks all. */
        public Settings(
                @Nullable Integer samples,
                @Nullable KlMode kl,
                @Nullable List<Integer> hidden,
                @Nullable Double decay,
                @Nullable Boolean normalize) {
            this.samples = samples == null ? 1 : Counts.atLeastOne("samples", samples);
            this.kl = kl == null ? KlMode.MONTE_CARLO : LearningSignal.requireUsable(kl);
            this.hidden = hidden == null ? List.of(100) : Counts.widths("hidden", hidden);
            this.decay = MovingAverage.requireDecay(decay == null ? 0.8 : decay);
            this.normalize = normalize == null || normalize;
            if (this.normalize && this.kl != KlMode.MONTE_CARLO) {
                throw new IllegalArgumentException(
                        "normalize divides the signals, and with kl: "
                                + this.kl.name().toLowerCase(Locale.ROOT)
                                + " a KL in closed form would stand beside them undivided, with many"
                                + " times its weight; say kl: monte-carlo, or normalize: false");
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the evidence lower bound of discrete draws, by REINFORCE with a learned baseline";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        TensorRuntime runtime = context.runtime();
        Mlp network =
                new Mlp(
                        runtime,
                        context.part().key(),
                        context.part().shape().size(),
                        settings.hidden(),
                        1,
                        Activation.TANH,
                        Initializer.FAN_IN);
        NeuralBaseline baseline =
                new NeuralBaseline(
                        network,
                        MovingAverage.named("centre", runtime, settings.decay()),
                        settings.normalize()
                                ? Optional.of(
                                        MovingAverage.named("variance", runtime, settings.decay()))
                                : Optional.empty());
        return new ScoreFunction(settings.samples(), settings.kl(), context.klWeight(), baseline);
    }
}
