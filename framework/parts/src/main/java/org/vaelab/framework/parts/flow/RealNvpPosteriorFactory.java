// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Inject;
import com.google.inject.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Counts;

/** Makes posteriors behind a flow of affine couplings. */
public final class RealNvpPosteriorFactory
        implements PosteriorFactory<RealNvpPosteriorFactory.Settings> {

    /**
     * Settings.
     *
     * @param latent d
     * @param base the posterior before the flow, on R^d, default normal
     * @param layers the number of couplings, default 4
     * @param hidden widths of the hidden layers of each perceptron, default [64, 64]
     * @param context numbers that the encoder gives out for the flow beside those for the base, default
     *     {@value #CONTEXT}; 0: the flow is the same for all data
     */
    public record Settings(
            int latent, JsonNode base, Integer layers, List<Integer> hidden, Integer context) {

        private static final int CONTEXT = 64;
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
            this.context = context == null ? CONTEXT : context;
            AffineCoupling.requireTwo(latent, OWNER);
            if (this.context < 0) {
                throw new IllegalArgumentException("context must be at least 0, is " + context);
            }
        }
    }

    // A provider: this factory is one of the posteriors.
    private final Provider<Map<String, PosteriorFactory<?>>> posteriors;

    /** Creates the factory among all posteriors. */
    @Inject
    public RealNvpPosteriorFactory(Provider<Map<String, PosteriorFactory<?>>> posteriors) {
        this.posteriors = posteriors;
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
    public Optional<LatentSpace> space(Settings settings) {
        return Optional.of(new Euclidean(settings.latent()));
    }

    /**
     * Checks that the base is a posterior on R^d with its settings, as far as is known before it is made.
     *
     * @throws IllegalArgumentException if it is not
     */
    @Override
    public void check(Settings settings) {
        new FlowBase(posteriors.get()).find(settings.base(), settings.latent());
    }

    @Override
    public PosteriorFamily create(Settings settings, PartContext context) {
        PosteriorFamily base =
                new FlowBase(posteriors.get()).make(settings.base(), settings.latent(), context);
        PartContext own = context.forPart("flow");
        Flow flow =
                new Flow(
                        List.copyOf(
                                AffineCoupling.alternating(
                                        own.runtime(),
                                        own.key(),
                                        settings.latent(),
                                        settings.layers(),
                                        settings.hidden(),
                                        settings.context(),
                                        Settings.OWNER)));
        return new FlowFamily(base, flow, settings.context());
    }
}
