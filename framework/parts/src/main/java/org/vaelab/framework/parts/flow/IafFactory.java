// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Inject;
import com.google.inject.Provider;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;

/** Makes posteriors behind an inverse autoregressive flow. */
public final class IafFactory extends FlowFactory<IafFactory.Settings> {

    /**
     * Settings.
     *
     * @param latent d
     * @param base the posterior before the flow, on R^d, default normal
     * @param steps of the flow, default 2
     * @param hidden widths of the hidden layers of each autoregressive network, default [320]
     * @param context numbers that the encoder gives out for the flow beside those for the base, default
     *     64; 0: the flow is the same for all data
     */
    public record Settings(
            @LatentDimension int latent,
            JsonNode base,
            Integer steps,
            List<Integer> hidden,
            Integer context)
            implements FlowSettings {

        /** Fills in defaults, and checks the numbers. */
        public Settings(
                @JsonProperty(required = true) int latent,
                @Nullable JsonNode base,
                @Nullable Integer steps,
                @Nullable List<Integer> hidden,
                @Nullable Integer context) {
            this.latent = Counts.atLeastOne("latent", latent);
            this.base = FlowBase.orNormal(base);
            this.steps = Counts.atLeastOne("steps", steps == null ? 2 : steps);
            this.hidden = Counts.widths("hidden", hidden == null ? List.of(320) : hidden);
            this.context = contextOr(context);
            if (this.hidden.isEmpty()) {
                throw new IllegalArgumentException("hidden: needs one width at least");
            }
        }
    }

    /** Creates the factory among all posteriors. */
    @Inject
    public IafFactory(Provider<Map<String, PosteriorFactory<?>>> posteriors) {
        super(posteriors);
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "Normals or others on R^d behind inverse autoregressive flow (Kingma et al. 2016)";
    }

    @Override
    List<Bijection> layers(Settings settings, PartContext context) {
        return List.copyOf(
                AutoregressiveStep.alternating(
                        context.runtime(),
                        context.key(),
                        settings.latent(),
                        settings.steps(),
                        settings.hidden(),
                        settings.context()));
    }
}
