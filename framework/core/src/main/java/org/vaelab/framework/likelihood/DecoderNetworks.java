// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.Collection;
import java.util.List;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.network.Decoder;

/**
 * Makes the networks of a decoder, with drawn weights, as the section {@code network} of a config
 * describes them. Each sees z and the condition.
 */
public interface DecoderNetworks {

    /** Makes a network of the shape of the data, to the head of a likelihood for all values. */
    Decoder whole(Likelihood likelihood);

    /**
     * Returns the names of the factors of z ({@link org.vaelab.framework.latent.Factored}), in
     * order; of a z without factors one, the empty name.
     */
    List<String> factors();

    /**
     * Makes a network of the shape of a modality, to the head of a likelihood for its values.
     *
     * @param seen which of the factors of z it sees
     */
    Decoder of(Modality modality, Likelihood likelihood, Collection<String> seen);
}
