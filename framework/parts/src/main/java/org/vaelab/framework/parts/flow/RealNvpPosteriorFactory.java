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

/** Makes posteriors behind a flow of affine couplings. */
public final class RealNvpPosteriorFactory extends FlowFactory<RealNvpPosteriorFactory.Settings> {

    /**
     * Settings.
     *
     * @param latent d
     * @param base the posterior before the flow, on R^d, default normal
     * @param layers the number of couplings, default 4
     * @param hidden widths of the hidden layers of each perceptron, default [64, 64]
     * @param context numbers that the encoder gives out for the flow beside those for the base, default
     *     64; 0: the flow is the same for all data
     */
    public record Settings(
            @LatentDimension int latent,
            JsonNode base,
            Integer layers,
            List<Integer> hidden,
            Integer context)
            implements FlowSettings {

        private static final String OWNER = "posterior real-nvp";

        /** Fills in defaults, and checks the numbers. */
        public Settings(
                @JsonProperty(required = true) int latent,
                @Nullable JsonNode base,
                @Nullable Integer layers,
                @Nullable List<Integer> hidden,
                @Nullable Integer context) {
            this.latent = Counts.atLeastOne("latent", latent);
            this.base = FlowBase.orNormal(base);
            this.layers = Counts.atLeastOne("layers", layers == null ? 4 : layers);
            this.hidden = Counts.widths("hidden", hidden == null ? List.of(64, 64) : hidden);
            this.context = contextOr(context);
            AffineCoupling.requireTwo(latent, OWNER);
        }
    }

    /** Creates the factory among all posteriors. */
    @Inject
    public RealNvpPosteriorFactory(Provider<Map<String, PosteriorFactory<?>>> posteriors) {
        super(posteriors);
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "Normals or others on R^d behind affine couplings (RealNVP; Dinh et al. 2017)";
    }

    @Override
    List<Bijection> layers(Settings settings, PartContext context) {
        return List.copyOf(
                AffineCoupling.alternating(
                        context.runtime(),
                        context.key(),
                        settings.latent(),
                        settings.layers(),
                        settings.hidden(),
                        settings.context(),
                        Settings.OWNER));
    }
}
