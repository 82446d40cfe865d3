// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import com.fasterxml.jackson.databind.JsonNode;
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

/** What makes posteriors behind flows, whatever the layers. */
abstract class FlowFactory<S extends Record & FlowFactory.FlowSettings>
        implements PosteriorFactory<S> {

    private static final int CONTEXT = 64;

    /** What the settings of all flows have. */
    interface FlowSettings {
        /** d. */
        int latent();

        /** The posterior before the flow. */
        JsonNode base();

        /** The numbers that the encoder gives out for the flow. */
        Integer context();
    }

    // A provider: the factory is one of the posteriors.
    private final Provider<Map<String, PosteriorFactory<?>>> posteriors;

    FlowFactory(Provider<Map<String, PosteriorFactory<?>>> posteriors) {
        this.posteriors = posteriors;
    }

    /** Returns the width of the context, by default 64. */
    static int contextOr(@Nullable Integer written) {
        int context = written == null ? CONTEXT : written;
        if (context < 0) {
            throw new IllegalArgumentException("context must be at least 0, is " + context);
        }
        return context;
    }

    @Override
    public Optional<LatentSpace> space(S settings) {
        return Optional.of(new Euclidean(settings.latent()));
    }

    /**
     * Checks that the base is a posterior on R^d with its settings, as far as is known before it is made.
     *
     * @throws IllegalArgumentException if it is not
     */
    @Override
    public void check(S settings) {
        new FlowBase(posteriors.get()).find(settings.base(), settings.latent());
    }

    @Override
    public PosteriorFamily create(S settings, PartContext context) {
        PosteriorFamily base =
                new FlowBase(posteriors.get()).make(settings.base(), settings.latent(), context);
        List<Bijection> layers = layers(settings, context.forPart("flow"));
        return new FlowFamily(base, new Flow(layers), settings.context());
    }

    /** Makes the layers of the flow. */
    abstract List<Bijection> layers(S settings, PartContext context);
}
