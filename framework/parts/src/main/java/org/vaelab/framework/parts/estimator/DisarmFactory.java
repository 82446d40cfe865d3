// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.LearningSignal;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.EstimatorFactory;

/** Makes {@link Disarm}. */
public final class DisarmFactory implements EstimatorFactory<DisarmFactory.Settings> {

    /**
     * Settings.
     *
     * @param kl how the divergence is computed, default auto
     */
    public record Settings(KlMode kl) {

        /** Fills in the default. */
        public Settings(@Nullable KlMode kl) {
            this.kl = kl == null ? KlMode.AUTO : LearningSignal.requireUsable(kl);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "the evidence lower bound of Bernoulli variables, by antithetic pairs of draws";
    }

    @Override
    public Estimator create(Settings settings, EstimatorContext context) {
        OneHot space = context.space(OneHot.class, "disarm");
        if (space.categories() != 2) {
            throw new IllegalArgumentException(
                    "disarm is for variables of 2 categories, and those of "
                            + space
                            + " have "
                            + space.categories()
                            + "; use rebar, relax, nvil, score-function or vimco");
        }
        return new Disarm(settings.kl(), context.klWeight());
    }
}
