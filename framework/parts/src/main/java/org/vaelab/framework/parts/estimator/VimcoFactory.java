// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;

/** Makes {@link Vimco}. */
public final class VimcoFactory implements EstimatorFactory<VimcoFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples K, at least 2, default 5
     */
    public record Settings(Integer samples) {

        /** Fills in the default, and checks it. */
        public Settings(@Nullable Integer samples) {
            this.samples = samples == null ? 5 : samples;
            ScoreFunction.atLeastTwo(this.samples);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the importance-weighted bound of K discrete draws";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        return new Vimco(settings.samples(), context.klWeight());
    }
}
