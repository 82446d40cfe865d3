// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.Activation;

/**
 * The section {@code network} of a config.
 *
 * @param encoder the architecture, also of the decoder; {@code mlp}
 * @param hidden widths of the encoder's hidden layers, mirrored in the decoder
 * @param activation of the hidden layers
 * @param initializer distribution of initial weights
 * @param outputBias whether the decoder starts from the mean of the training data
 */
public record NetworkSettings(
        Architecture encoder,
        List<Integer> hidden,
        Activation activation,
        Initializer initializer,
        OutputBias outputBias) {

    /** The architectures. */
    public enum Architecture {
        /** A multi-layer perceptron. */
        @JsonProperty("mlp")
        MLP
    }

    /** Where the last bias of the decoder starts. */
    public enum OutputBias {
        /** At the likelihood's parameters for the mean of the training data. */
        @JsonProperty("data-mean")
        DATA_MEAN,
        /** As drawn by the initialiser. */
        @JsonProperty("drawn")
        DRAWN
    }

    /** Fills in defaults, and checks the widths. */
    public NetworkSettings(
            @Nullable Architecture encoder,
            @Nullable List<Integer> hidden,
            @Nullable Activation activation,
            @Nullable Initializer initializer,
            @Nullable OutputBias outputBias) {
        this.encoder = encoder == null ? Architecture.MLP : encoder;
        this.hidden = hidden == null ? List.of(400, 400) : List.copyOf(hidden);
        this.activation = activation == null ? Activation.RELU : activation;
        this.initializer = initializer == null ? Initializer.FAN_IN : initializer;
        this.outputBias = outputBias == null ? OutputBias.DATA_MEAN : outputBias;
        for (int width : this.hidden) {
            if (width < 1) {
                throw new IllegalArgumentException(
                        "hidden: a width must be at least 1, is " + width);
            }
        }
    }

    /** Returns the defaults. */
    public static NetworkSettings defaults() {
        return new NetworkSettings(null, null, null, null, null);
    }
}
