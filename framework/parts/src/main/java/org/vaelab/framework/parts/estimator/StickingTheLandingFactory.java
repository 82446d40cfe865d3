// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link StickingTheLanding}. */
public final class StickingTheLandingFactory
        implements EstimatorFactory<StickingTheLandingFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples K, the draws per example, default 1
     */
    public record Settings(Integer samples) {

        /** Fills in defaults, and checks them. */
        public Settings(@Nullable Integer samples) {
            this.samples = samples == null ? 1 : samples;
            Counts.atLeastOne("samples", this.samples);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the bound by its gradient through draws alone (sticking the landing)";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        return new StickingTheLanding(settings.samples(), context.klWeight());
    }
}
