// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Architecture.LatentInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Activation;

/** Dense layers, see {@link Mlp}. */
@Called("fully connected")
@Part(value = "mlp", description = "a multi-layer perceptron: dense layers")
public record Perceptron(
        @Setting(
                        value =
                                "widths of the dense hidden layers; [] makes the network an affine map",
                        defaultValue = "[400, 400]")
                List<Integer> hidden,
        Activation activation,
        Initializer initializer,
        @Setting(
                        value =
                                "whether hidden layers are gated, also those between latent variables",
                        defaultValue = "false")
                boolean gated)
        implements Architecture {

    public Perceptron {
        hidden = Counts.widths("hidden", hidden);
    }

    @Override
    public Network encoder(EncoderInput input, Head head) {
        return network(input.context(), input.seen().size() + input.beside(), head.width());
    }

    @Override
    public Decoder decoder(DecoderInput input, Head head) {
        Mlp decoder = network(input.context(), input.width() + input.beside(), head.width());
        decoder.startBeside(head.beside());
        return decoder;
    }

    private Mlp network(PartContext context, int inputs, int outputs) {
        return new Mlp(
                weights(context), inputs, hidden, outputs, activation, Activation.IDENTITY, gated);
    }

    @Override
    public Network between(LatentInput input, Head head) {
        return perceptron(input, gated, head);
    }

    @Override
    public Optional<Architecture> mirrored() {
        return Optional.of(
                new Perceptron(Architecture.reversed(hidden), activation, initializer, gated));
    }
}
