// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link RenyiBound}. */
public final class RenyiBoundFactory implements EstimatorFactory<RenyiBoundFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples K, the draws per example, default 5
     * @param alpha the order of the divergence, default 0.5
     */
    public record Settings(Integer samples, Double alpha) {

        /** Fills in defaults, and checks them. */
        public Settings(@Nullable Integer samples, @Nullable Double alpha) {
            this.samples = samples == null ? 5 : samples;
            this.alpha = alpha == null ? 0.5 : alpha;
            Counts.atLeastOne("samples", this.samples);
            RenyiBound.order(this.alpha);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the variational Renyi bound of order alpha from K draws";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        return new RenyiBound(settings.samples(), settings.alpha(), context.klWeight());
    }
}
