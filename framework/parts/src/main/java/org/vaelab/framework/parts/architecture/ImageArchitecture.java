// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.List;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.DecoderInput;
import org.vaelab.framework.network.EncoderInput;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.InitialWeights;
import org.vaelab.framework.network.LatentInput;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Setting;

/** Strided convolutions and dense layers: the keys and the networks of {@link Convolutional} and {@link Residual}. */
sealed interface ImageArchitecture extends Architecture permits Convolutional, Residual {

    @Override
    @Setting(
            value =
                    "widths of the dense hidden layers between the last grid and z; unused where z"
                            + " lies on that grid",
            defaultValue = "[256]")
    List<Integer> hidden();

    /** Returns the channels of each strided convolution, at least one. */
    List<Integer> channels();

    @Setting(
            value = "rows and columns of the kernels of strided convolutions, at least 1",
            defaultValue = "4")
    @AlsoKnownAs("kernelSize")
    int kernel();

    @Override
    default Network encoder(EncoderInput input, Head head) {
        InitialWeights weights =
                new InitialWeights(
                        input.context().runtime(), input.context().key(), initializer());
        return new ImageNetworks(weights, this, channels(), input.seen())
                .encoder(input.beside(), head);
    }

    @Override
    default Decoder decoder(DecoderInput input, Head head) {
        InitialWeights weights =
                new InitialWeights(
                        input.context().runtime(), input.context().key(), initializer());
        return new ImageNetworks(
                        weights, this, Architecture.reversed(channels()), input.data())
                .decoder(input.width(), input.grid(), input.beside(), head);
    }

    /** {@inheritDoc} Convolutions, where both variables lie on grids. */
    @Override
    default Network between(LatentInput input, Head head) {
        if (input.grid().isEmpty() || head.grid().isEmpty()) {
            return input.perceptron(initializer(), false, head);
        }
        Grid grid = input.grid().orElseThrow();
        return new GridNetwork(
                new InitialWeights(
                        input.context().runtime(), input.context().key(), initializer()),
                input.width(),
                grid,
                head,
                input.hidden(),
                kernel(),
                input.activation());
    }
}
