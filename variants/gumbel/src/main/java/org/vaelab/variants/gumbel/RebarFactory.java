// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;

/** Makes {@link Rebar}. */
public final class RebarFactory implements EstimatorFactory<RebarFactory.Settings> {

    /** The temperature at which control variates start. */
    static final double TEMPERATURE = 0.5;

    /**
     * Settings.
     *
     * @param kl how the divergence is computed, default auto
     * @param temperature of the relaxation at the start, default 0.5
     */
    public record Settings(KlMode kl, Double temperature) {

        /** Fills in defaults, and checks the temperature. */
        public Settings(@Nullable KlMode kl, @Nullable Double temperature) {
            this.kl = kl == null ? KlMode.AUTO : LearningSignal.requireUsable(kl);
            this.temperature =
                    ControlVariate.requirePositive(temperature == null ? TEMPERATURE : temperature);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the evidence lower bound of discrete draws, with their relaxation as control variate";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        ControlVariate variate =
                new ControlVariate(
                        context.runtime(),
                        context.space(OneHot.class, "rebar"),
                        settings.temperature(),
                        Optional.empty());
        return new Rebar("rebar", variate, settings.kl(), context.klWeight());
    }
}
