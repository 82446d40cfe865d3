// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link ImportanceWeighted}. */
public final class ImportanceWeightedFactory
        implements EstimatorFactory<ImportanceWeightedFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples K, default 5
     */
    public record Settings(Integer samples) {

        /** Fills in the default, and checks it. */
        public Settings(@Nullable Integer samples) {
            this.samples = samples == null ? 5 : Counts.atLeastOne("samples", samples);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the importance-weighted bound of K draws (IWAE)";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        return new ImportanceWeighted(settings.samples(), context.klWeight());
    }
}
