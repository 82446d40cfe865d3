// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Map;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * An existing encoder, for parts that use it.
 *
 * @param network from x to the head of the posterior; its parameters are the model's already
 * @param posterior the family of q(z given x)
 */
public record EncoderContext(Network network, PosteriorFamily posterior) {

    /** Returns the encoder of a factor of a product: the part of the output that is its head. */
    EncoderContext forFactor(String name) {
        int from = 0;
        for (Map.Entry<String, PosteriorFamily> factor : Factored.of(posterior).entrySet()) {
            int start = from;
            int end = from + factor.getValue().head().width();
            if (factor.getKey().equals(name)) {
                return new EncoderContext(
                        x -> network.apply(x).slice(-1, start, end), factor.getValue());
            }
            from = end;
        }
        throw new IllegalArgumentException(
                "the posterior on " + posterior.space() + " has no factor '" + name + "'");
    }
}
