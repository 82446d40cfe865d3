// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link ReweightedWakeSleep}. */
public final class ReweightedWakeSleepFactory
        implements EstimatorFactory<ReweightedWakeSleepFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples K, the draws per example, default 5
     * @param sleep whether q learns from dreams of the model too, default false
     */
    public record Settings(Integer samples, Boolean sleep) {

        /** Fills in defaults, and checks them. */
        public Settings(@Nullable Integer samples, @Nullable Boolean sleep) {
            this.samples = samples == null ? 5 : samples;
            this.sleep = sleep == null ? false : sleep;
            Counts.atLeastOne("samples", this.samples);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "reweighted wake-sleep: q follows the posterior, through draws of any kind";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        context.requireNoKlWeight("rws", "q follows the posterior itself");
        return new ReweightedWakeSleep(settings.samples(), settings.sleep());
    }
}
