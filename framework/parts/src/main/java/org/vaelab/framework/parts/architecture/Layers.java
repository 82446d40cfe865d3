// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.WrittenLayer;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * A network of layers that a config lists, as PyTorch's {@code nn.Sequential}. A config writes the
 * list in place of the architecture's name. Weights and biases start as in PyTorch: uniform on
 * +-1/sqrt(n), for n inputs of a unit.
 */
@Called("sequences of layers")
@Part(
        value = "layers",
        description =
                "layers in a list, with weights that start as in PyTorch; the last affine map to the"
                        + " head is added")
public record Layers(
        @Setting(
                        "layers from the input on, each a name or a mapping of one name to its"
                                + " settings: [{dense: 400}, gelu, {dropout: 0.1}]")
                List<WrittenLayer> layers)
        implements Architecture {

    public Layers {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw SettingException.about("layers", "the list is empty\nname a layer, such as gelu");
        }
    }

    /** Returns the network of layers, from the input on. */
    public static Layers of(LayerPart... layers) {
        return new Layers(Arrays.stream(layers).map(WrittenLayer::of).toList());
    }

    @Override
    public Network encoder(EncoderInput input, Head head) {
        return LayeredNetwork.encoder(layers, input, head);
    }

    @Override
    public Decoder decoder(DecoderInput input, Head head) {
        return LayeredNetwork.decoder(layers, input, head);
    }

    /** Returns none: a list does not say how it is reversed. */
    @Override
    public Optional<Architecture> mirrored() {
        return Optional.empty();
    }
}
