// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.settings.Counts;

/** Makes {@link JointDensity}. */
public final class JointDensityFactory implements EstimatorFactory<JointDensityFactory.Settings> {

    /**
     * Settings.
     *
     * @param samples draws per datum, default 1
     */
    public record Settings(Integer samples) {

        /** Fills in the default, and checks it. */
        public Settings(@Nullable Integer samples) {
            this.samples = Counts.atLeastOne("samples", samples == null ? 1 : samples);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the joint density of data and inferred values, moved in the generative model alone"
                + " (Monte Carlo EM, MAP)";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        context.requireNoKlWeight("joint", "the inference finds values of z by itself");
        return new JointDensity(settings.samples());
    }
}
