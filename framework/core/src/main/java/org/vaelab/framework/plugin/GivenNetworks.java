// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.PartType;

/**
 * An architecture whose encoder and decoder exist already, such as those of a model that was
 * trained elsewhere. They have no parameters, and a model with them is not trained. A config names
 * it as its encoder, and no decoder.
 */
public interface GivenNetworks extends Architecture {

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
     * Rejects what no posterior of the model is, such as features of x.
     *
     * @throws IllegalArgumentException always
     */
    @Override
    default Network encoder(EncoderInput input, Head head) {
        throw new IllegalArgumentException(
                "architecture '%s' has the encoder of a posterior alone, and no other networks"
                        .formatted(PartType.nameOf(this)));
    }

    /**
     * Rejects a decoder beside an encoder of another architecture.
     *
     * @throws IllegalArgumentException always
     */
    @Override
    default Decoder decoder(DecoderInput input, Head head) {
        throw new IllegalArgumentException(
                "architecture '%s' has both halves of a model\nname it as network.encoder alone"
                        .formatted(PartType.nameOf(this)));
    }

    /** Returns itself: it has the decoder too. */
    @Override
    default Optional<Architecture> mirrored() {
        return Optional.of(this);
    }

    /**
     * Returns the number of coordinates that the decoder sees, from which the dimension of a
     * posterior follows that a config names without one. By default empty: it is not known.
     *
     * @throws IllegalArgumentException if the decoder is absent
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
