// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link MultipleImportanceWeighted}. */
public final class MultipleImportanceWeightedFactory
        implements EstimatorFactory<MultipleImportanceWeightedFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples K, the draws of each bound, default 8
     * @param bounds M, the bounds that are averaged, default 8
     */
    public record Settings(Integer samples, Integer bounds) {

        /** Fills in defaults, and checks them. */
        public Settings(@Nullable Integer samples, @Nullable Integer bounds) {
            this.samples = samples == null ? 8 : samples;
            this.bounds = bounds == null ? 8 : bounds;
            Counts.atLeastOne("samples", this.samples);
            Counts.atLeastOne("bounds", this.bounds);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the mean of M importance-weighted bounds of K draws (MIWAE)";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        return new MultipleImportanceWeighted(
                settings.samples(), settings.bounds(), context.klWeight());
    }
}
