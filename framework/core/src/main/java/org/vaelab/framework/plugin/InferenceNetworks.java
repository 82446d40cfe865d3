// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;

/**
 * Makes the networks of an inference as the section {@code network} of a config describes them,
 * with drawn weights. An inference says where each leads; which architecture it has is none of its
 * concern.
 */
public interface InferenceNetworks {

    /** Makes a network from x and the columns of the condition, concatenated. */
    Network encoder(Head head);

    /**
     * Makes a network from the values of a modality and the columns of the condition, concatenated.
     * The values are as {@link org.vaelab.framework.network.ModalityInput} gives them.
     */
    Network encoder(Modality modality, Head head);

    /**
     * Makes a network from the features of one latent variable to those of another.
     *
     * @param name of the network, by which its weights are drawn: no two of an inference have one
     * @param inputs how many numbers it sees
     * @param grid on which these lie, if on one
     */
    Network between(String name, int inputs, Optional<Grid> grid, Head head);
}
