// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import org.vaelab.framework.data.Modality;
import org.vaelab.framework.network.Decoder;

/**
 * Makes the networks of a decoder, with drawn weights, as the section {@code network} of a config describes
 * them. Each sees z and the condition.
 */
public interface DecoderNetworks {

    /** Makes a network of the shape of the data, to the head of a likelihood for all values. */
    Decoder whole(Likelihood likelihood);

    /** Makes a network of the shape of a modality, to the head of a likelihood for its values. */
    Decoder of(Modality modality, Likelihood likelihood);
}
