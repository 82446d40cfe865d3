// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.vaelab.experiments.config.ConfigValues;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * The networks of encoder and decoder.
 *
 * <pre>{@code
 * experiment = experiment.network(n -> n.hidden(400, 400).activation(Activation.RELU));
 * experiment = experiment.network(
 *         n -> n.encoder(Layers.of(new Dense(400), new ActivationLayer.Gelu(), new Dropout(0.1)))
 *                 .decoder(Layers.of(new Dense(400), new ActivationLayer.Gelu())));
 * }</pre>
 */
public final class NetworkConfig extends ConfigSection<NetworkConfig> {

    NetworkConfig(ObjectNode tree) {
        super(tree, NetworkConfig::new);
    }

    /** Returns this with widths of the hidden layers of the encoder. */
    public NetworkConfig hidden(int... widths) {
        return set("hidden", Arrays.stream(widths).boxed().toList());
    }

    /** Returns this with the activation after each hidden layer. */
    public NetworkConfig activation(Activation activation) {
        return set("activation", activation);
    }

    /**
     * Returns this with an architecture of the encoder, which sets all its own keys. The decoder
     * has it in reverse unless it has its own.
     */
    public NetworkConfig encoder(Architecture encoder) {
        return set("encoder", ConfigValues.part("type", encoder));
    }

    /** Returns this with an architecture of the decoder. */
    public NetworkConfig decoder(Architecture decoder) {
        return set("decoder", ConfigValues.part("type", decoder));
    }
}
