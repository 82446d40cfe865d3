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
public record EncoderContext(Network network, PosteriorFamily posterior) {}
