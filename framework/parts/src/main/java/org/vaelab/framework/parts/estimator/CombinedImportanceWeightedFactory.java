// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link CombinedImportanceWeighted}. */
public final class CombinedImportanceWeightedFactory
        implements EstimatorFactory<CombinedImportanceWeightedFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples K, the draws per example, default 5
     * @param beta the share of the evidence lower bound, default 0.5
     */
    public record Settings(Integer samples, Double beta) {

        /** Fills in defaults, and checks them. */
        public Settings(@Nullable Integer samples, @Nullable Double beta) {
            this.samples = samples == null ? 5 : samples;
            this.beta = beta == null ? 0.5 : beta;
            Counts.atLeastOne("samples", this.samples);
            CombinedImportanceWeighted.share(this.beta);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "a mixture of the evidence lower bound and the importance-weighted one (CIWAE)";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        return new CombinedImportanceWeighted(
                settings.samples(), settings.beta(), context.klWeight());
    }
}
