// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Map;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.ViewedNetwork;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * An existing encoder, for parts that use it.
 *
 * @param view what it sees of x
 * @param network from what it sees to the head of the posterior; its parameters are the model's already
 * @param posterior the family of q(z given x)
 */
public record EncoderContext(DataView view, Network network, PosteriorFamily posterior) {

    /** Returns the context of an encoder of x. */
    public static EncoderContext of(Network encoder, DataShape x, PosteriorFamily posterior) {
        return encoder instanceof ViewedNetwork viewed
                ? new EncoderContext(viewed.view(), viewed.network(), posterior)
                : new EncoderContext(DataView.identity(x), encoder, posterior);
    }

    /** Returns the encoder of a factor of a product: the part of the output that is its head. */
    EncoderContext forFactor(String name) {
        int from = 0;
        for (Map.Entry<String, PosteriorFamily> factor : Factored.of(posterior).entrySet()) {
            int start = from;
            int end = from + factor.getValue().head().width();
            if (factor.getKey().equals(name)) {
                return new EncoderContext(
                        view, x -> network.apply(x).slice(-1, start, end), factor.getValue());
            }
            from = end;
        }
        throw new IllegalArgumentException(
                "the posterior on " + posterior.space() + " has no factor '" + name + "'");
    }
}
