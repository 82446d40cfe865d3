// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.posterior.CategoricalDraw;
import org.vaelab.framework.posterior.CategoricalFamily;
import org.vaelab.framework.posterior.PosteriorFamily;

/** The Gumbel-softmax variant. */
public final class GumbelVariant implements Variant<GumbelVariant.Settings> {

    /** Between which distributions training takes its KL. */
    public enum Kl {
        /** The categorical ones, in closed form (Jang et al. 2017). */
        @JsonProperty("categorical")
        CATEGORICAL(KlMode.EXACT),
        /** Their relaxations, over the draw (Maddison et al. 2017, appendix C.3). */
        @JsonProperty("relaxed")
        RELAXED(KlMode.MONTE_CARLO);

        private final KlMode mode;

        Kl(KlMode mode) {
            this.mode = mode;
        }
    }

    /**
     * Settings.
     *
     * @param variables n
     * @param categories k
     * @param temperature by global step, default e^(-3e-5 step) but at least 0.5
     * @param draw in training, default relaxed
     * @param kl in training, default categorical
     */
    public record Settings(
            int variables, int categories, Schedule temperature, CategoricalDraw draw, Kl kl) {

        /** Fills in defaults, and checks all. */
        public Settings(
                @JsonProperty(required = true) int variables,
                @JsonProperty(required = true) int categories,
                @Nullable Schedule temperature,
                @Nullable CategoricalDraw draw,
                @Nullable Kl kl) {
            this.variables = variables;
            this.categories = categories;
            this.temperature =
                    temperature == null ? new Schedule.Exponential(1, 0.5, 3e-5, 1) : temperature;
            this.draw = draw == null ? CategoricalDraw.RELAXED : draw;
            this.kl = kl == null ? Kl.CATEGORICAL : kl;
            family();
        }

        CategoricalFamily family() {
            return new CategoricalFamily(new OneHot(variables, categories), temperature, draw);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "categorical posterior, relaxed in training, uniform prior (Jang et al. 2017)";
    }

    @Override
    public PosteriorFamily posterior(Settings settings, PartContext context) {
        return settings.family();
    }

    @Override
    public Estimator estimator(Settings settings, PartContext context) {
        return new Elbo(1, settings.kl().mode, context.klWeight());
    }
}
