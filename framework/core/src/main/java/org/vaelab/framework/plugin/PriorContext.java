// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.network.ViewedNetwork;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * What a prior may know of its model: the posterior of its latent variable is chosen.
 *
 * @param posterior the family of q
 * @param chosenEncoder from x to the head of q, where there is such a network; its parameters are
 *     the model's already
 * @param condition what the model is given
 */
public record PriorContext(
        PartContext part,
        PosteriorFamily posterior,
        Optional<ViewedNetwork> chosenEncoder,
        Conditioning condition) {

    /** Creates the context of a prior in a model without a condition. */
    public PriorContext(
            PartContext part, PosteriorFamily posterior, Optional<ViewedNetwork> chosenEncoder) {
        this(part, posterior, chosenEncoder, Conditioning.NONE);
    }

    public TensorRuntime runtime() {
        return part.runtime();
    }

    /** Returns the key for its initial values. */
    public RandomKey key() {
        return part.key();
    }

    public DataSummary data() {
        return part.data();
    }

    public LatentSpace space() {
        return posterior.space();
    }

    /**
     * Returns the space as one of a class.
     *
     * @param prior the name of the prior that needs it, for the message
     * @throws IllegalArgumentException if it is of another class
     */
    public <T extends LatentSpace> T space(Class<T> type, String prior) {
        if (!type.isInstance(space())) {
            throw new IllegalArgumentException(
                    "%s needs a latent space of kind %s, not %s"
                            .formatted(prior, type.getSimpleName(), space()));
        }
        return type.cast(space());
    }

    /**
     * Returns the encoder, for a prior that is made of posteriors.
     *
     * @param prior the name of the prior that needs it, for the message
     * @throws IllegalArgumentException if no network leads from x alone to the posterior
     */
    public ViewedNetwork encoder(String prior) {
        return chosenEncoder.orElseThrow(
                () ->
                        new IllegalArgumentException(
                                prior
                                        + " needs an encoder from x alone to the posterior of its"
                                        + " latent variable, which this model does not have"));
    }

    /**
     * Returns this context for the prior of a factor of the posterior: with a key of its own, and
     * as encoder what the encoder says of that factor.
     */
    public PriorContext forFactor(String name) {
        int from = 0;
        for (Map.Entry<String, PosteriorFamily> factor : Factored.of(posterior).entrySet()) {
            int start = from;
            int end = from + factor.getValue().head().width();
            if (factor.getKey().equals(name)) {
                return new PriorContext(
                        part.forPart(name),
                        factor.getValue(),
                        chosenEncoder.map(
                                all ->
                                        new ViewedNetwork(
                                                all.view(),
                                                x -> all.network().apply(x).slice(-1, start, end))),
                        condition);
            }
            from = end;
        }
        throw new IllegalArgumentException(
                "the posterior on " + posterior.space() + " has no factor '" + name + "'");
    }
}
