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

/** Makes {@link BernoulliFamily}. */
public final class BernoulliFamilyFactory
        implements PosteriorFactory<BernoulliFamilyFactory.Settings> {

    /**
     * Settings.
     *
     * @param variables n
     * @param temperature of the relaxation by step, default that of
     *     {@link CategoricalFactory}
     * @param draw in training, default relaxed
     */
    public record Settings(int variables, Schedule temperature, CategoricalDraw draw) {

        /** Fills in defaults, and checks all. */
        public Settings(
                @JsonProperty(required = true) int variables,
                @Nullable Schedule temperature,
                @Nullable CategoricalDraw draw) {
            this.variables = variables;
            this.temperature =
                    temperature == null ? CategoricalFactory.DEFAULT_TEMPERATURE : temperature;
            this.draw = draw == null ? CategoricalDraw.RELAXED : draw;
            family();
        }

        BernoulliFamily family() {
            return new BernoulliFamily(new OneHot(variables, 2), temperature, draw);
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "n Bernoulli variables, relaxed in training (binary Concrete), discrete in evaluation";
    }

    /** Returns {@code bits}. */
    @Override
    public Optional<String> shortName() {
        return Optional.of("bits");
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
