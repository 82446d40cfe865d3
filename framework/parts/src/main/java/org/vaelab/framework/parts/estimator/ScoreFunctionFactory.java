// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;

/** Makes {@link ScoreFunction}. */
public final class ScoreFunctionFactory implements EstimatorFactory<ScoreFunctionFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples draws per example, at least 2, default 2
     * @param kl how the divergence is computed, default auto
     */
    public record Settings(Integer samples, KlMode kl) {

        /** Fills in defaults, and checks the number of draws. */
        public Settings(@Nullable Integer samples, @Nullable KlMode kl) {
            this.samples = samples == null ? 2 : samples;
            this.kl = kl == null ? KlMode.AUTO : kl;
            ScoreFunction.atLeastTwo(this.samples);
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
        return new ScoreFunction(settings.samples(), settings.kl(), context.klWeight());
    }
}
