// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * An encoder that exists, for the parts that are made through it.
 *
 * @param network from x to the head of the posterior; its parameters are the model's already
 * @param posterior the family of q(z given x)
 */
public record EncoderContext(Network network, PosteriorFamily posterior) {

    /** Returns the encoder of a factor of a product: the part of the output that is its head. */
    EncoderContext forFactor(String name) {
        PosteriorFamily factor = posterior.factors().get(name);
        if (factor == null) {
            throw new IllegalArgumentException(
                    "the posterior on " + posterior.space() + " has no factor '" + name + "'");
        }
        int from = 0;
        for (String other : posterior.factors().keySet()) {
            if (other.equals(name)) {
                break;
            }
            from += posterior.factors().get(other).head().width();
        }
        int start = from;
        int end = from + factor.head().width();
        return new EncoderContext(x -> network.apply(x).slice(-1, start, end), factor);
    }
}
