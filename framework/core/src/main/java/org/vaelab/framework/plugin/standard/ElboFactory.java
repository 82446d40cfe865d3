// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin.standard;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.plugin.PartContext;

/** Makes {@link Elbo}. */
public final class ElboFactory implements EstimatorFactory<ElboFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples draws per example, default 1
     * @param kl how the divergence is computed, default auto
     */
    public record Settings(Integer samples, KlMode kl) {

        /** Fills in defaults, and checks the number of draws. */
        public Settings(@Nullable Integer samples, @Nullable KlMode kl) {
            this.samples = samples == null ? 1 : samples;
            this.kl = kl == null ? KlMode.AUTO : kl;
            if (this.samples < 1) {
                throw new IllegalArgumentException("samples must be at least 1, is " + samples);
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the evidence lower bound, KL in closed form or by Monte Carlo";
    }

    @Override
    public Estimator create(Settings settings, PartContext context) {
        return new Elbo(settings.samples(), settings.kl(), context.klWeight());
    }
}
