// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;

/** The architectures of encoders and decoders. */
public enum Architecture {
    /** A multi-layer perceptron. */
    @JsonProperty("mlp")
    MLP("mlp") {
        @Override
        Network encoder(
                TensorRuntime runtime,
                RandomKey key,
                NetworkSettings settings,
                DataShape data,
                int beside,
                Head head) {
            return Mlp.create(runtime, key, settings, data.size() + beside, head.width(), false);
        }

        @Override
        Decoder decoder(
                TensorRuntime runtime,
                RandomKey key,
                NetworkSettings settings,
                int inputs,
                Optional<Grid> grid,
                int beside,
                DataShape data,
                Head head) {
            Mlp decoder = Mlp.create(runtime, key, settings, inputs + beside, head.width(), true);
            decoder.startBeside(head.beside());
            return decoder;
        }
    },
    /**
     * Strided convolutions and dense layers, mirrored in the decoder (Locatello et al. 2019, table 1
     * of the appendix; Burgess et al. 2018).
     */
    @JsonProperty("convolutional")
    CONVOLUTIONAL("convolutional"),
    /**
     * Strided convolutions and residual blocks, mirrored in the decoder (van den Oord et al. 2017,
     * section 4.1, with the 3x3 convolution before the blocks of the authors' code).
     */
    @JsonProperty("residual")
    RESIDUAL("residual");

    private final String label;

    Architecture(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    Network encoder(
            TensorRuntime runtime,
            RandomKey key,
            NetworkSettings settings,
            DataShape data,
            int beside,
            Head head) {
        return new ImageNetworks(runtime, key, settings, data).encoder(beside, head);
    }

    Decoder decoder(
            TensorRuntime runtime,
            RandomKey key,
            NetworkSettings settings,
            int inputs,
            Optional<Grid> grid,
            int beside,
            DataShape data,
            Head head) {
        return new ImageNetworks(runtime, key, settings, data).decoder(inputs, grid, beside, head);
    }
}
