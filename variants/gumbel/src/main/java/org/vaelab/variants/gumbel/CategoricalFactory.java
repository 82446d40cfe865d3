// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Makes {@link CategoricalFamily}. */
public final class CategoricalFactory implements PosteriorFactory<CategoricalFactory.Settings> {

    /** From 1 to 0.5 by e^(-3e-5 step), each step (Jang et al. 2017, section 4). */
    public static final Schedule DEFAULT_TEMPERATURE = new Schedule.Exponential(1, 0.5, 3e-5, 1);

    /**
     * Settings.
     *
     * @param variables n
     * @param categories k
     * @param temperature of the relaxation by step, default {@link #DEFAULT_TEMPERATURE}
     * @param draw in training, default relaxed
     */
    public record Settings(
            int variables, int categories, Schedule temperature, CategoricalDraw draw) {

        /** Fills in defaults, and checks all. */
        public Settings(
                @JsonProperty(required = true) int variables,
                @JsonProperty(required = true) int categories,
                @Nullable Schedule temperature,
                @Nullable CategoricalDraw draw) {
            this.variables = variables;
            this.categories = categories;
            this.temperature = temperature == null ? DEFAULT_TEMPERATURE : temperature;
            this.draw = draw == null ? CategoricalDraw.RELAXED : draw;
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
        return "n variables of k categories, relaxed in training (Concrete), discrete in evaluation";
    }

    /** Returns {@code onehot}. */
    @Override
    public Optional<String> shortName() {
        return Optional.of("onehot");
    }

    @Override
    public Optional<LatentSpace> space(Settings settings) {
        return Optional.of(settings.family().space());
    }

    @Override
    public PosteriorFamily create(Settings settings, PartContext context) {
        return settings.family();
    }
}
