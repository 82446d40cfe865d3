// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.List;
import java.util.OptionalInt;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * An encoder and a decoder that exist already, such as those of a model that was trained elsewhere.
 * They have no parameters, and a model with them is not trained.
 */
public interface GivenNetworks {

    /**
     * Opens the encoder.
     *
     * @param family of q(z given x), whose head the network has to produce
     * @throws IllegalArgumentException if it does not fit the data or the family
     */
    Network encoder(PartContext context, PosteriorFamily family);

    /**
     * Opens the decoder.
     *
     * @param family of the variable that the decoder sees, as its network input
     * @param likelihood whose head the network has to produce
     * @throws IllegalArgumentException if it does not fit the family or the likelihood
     */
    Network decoder(PartContext context, PosteriorFamily family, Likelihood likelihood);

    /**
     * Returns the number of coordinates that the decoder sees, from which the dimension of a
     * posterior follows that a config names without one. By default empty: it is not known.
     */
    default OptionalInt latentWidth() {
        return OptionalInt.empty();
    }

    /**
     * Looks for mistakes in how the networks are read, on a few examples of the data.
     *
     * @return what is doubtful, a sentence each; none if nothing is
     * @throws IllegalArgumentException if another reading is clearly right
     */
    default List<String> check(LatentVariableModel model, PreparedData data) {
        return List.of();
    }
}
