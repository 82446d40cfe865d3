// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.PartChoice;

/** The Gumbel-softmax variant. */
public final class GumbelVariant implements Variant<GumbelVariant.Settings> {

    /** Between which distributions training takes its KL. */
    public enum Kl {
        /** The categorical ones, in closed form (Jang et al. 2017). */
        @JsonProperty("categorical")
        CATEGORICAL(KlMode.ANALYTIC),
        /** Their relaxations, over the draw (Maddison et al. 2017, appendix C.3). */
        @JsonProperty("relaxed")
        RELAXED(KlMode.MONTE_CARLO);

        private final KlMode mode;

        Kl(KlMode mode) {
            this.mode = mode;
        }
    }

    /**
     * Settings. Without {@code variables} and {@code categories} the model names a posterior itself.
     *
     * @param variables n
     * @param categories k
     * @param temperature by global step, default as that of the posterior
     * @param draw in training, default relaxed
     * @param kl in training, default categorical
     */
    public record Settings(
            @Nullable Integer variables,
            @Nullable Integer categories,
            @Nullable Schedule temperature,
            @Nullable CategoricalDraw draw,
            Kl kl) {
        /** Fills in the default of the KL, and checks all. */
        public Settings(
                @Nullable Integer variables,
                @Nullable Integer categories,
                @Nullable Schedule temperature,
                @Nullable CategoricalDraw draw,
                @Nullable Kl kl) {
            this.variables = variables;
            this.categories = categories;
            this.temperature = temperature;
            this.draw = draw;
            this.kl = kl == null ? Kl.CATEGORICAL : kl;
            if ((variables == null) != (categories == null)) {
                throw new IllegalArgumentException(
                        variables == null
                                ? "categories needs variables beside it"
                                : "variables needs categories beside it");
            }
            if (variables == null && (temperature != null || draw != null)) {
                throw new IllegalArgumentException(
                        (temperature == null ? "draw" : "temperature")
                                + " is for variables and categories, which are not set");
            }
            posterior();
        }

        private Optional<CategoricalFactory.Settings> posterior() {
            return variables == null || categories == null
                    ? Optional.empty()
                    : Optional.of(
                            new CategoricalFactory.Settings(
                                    variables, categories, temperature, draw));
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
    public Optional<PartChoice> posterior(Settings settings) {
        return settings.posterior().map(choice -> PartChoice.of("categorical", choice));
    }

    @Override
    public PartChoice estimator(Settings settings) {
        return new PartChoice("elbo", Map.of("kl", settings.kl().mode));
    }
}
