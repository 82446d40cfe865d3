// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Architecture.LatentInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;

/**
 * Makes encoders and decoders for data of any shape.
 *
 * @param encoding the architecture of encoders
 * @param decoding the architecture of decoders
 */
public record Halves(TensorRuntime runtime, Architecture encoding, Architecture decoding) {

    /** Makes decoders of the mirrored architecture. */
    public Halves(TensorRuntime runtime, Architecture encoding) {
        this(runtime, encoding, encoding.mirrored().orElseThrow());
    }

    /** Makes an encoder of real numbers. */
    public Network encoder(RandomKey key, DataShape seen, int beside, Head head) {
        return encoder(key, new SmallData(seen, ValueDomain.REAL, false), seen, beside, head);
    }

    Network encoder(RandomKey key, DataSummary data, DataShape seen, int beside, Head head) {
        return encoding.encoder(new EncoderInput(context(key, data), seen, beside), head);
    }

    /** Makes a decoder of real numbers. */
    public Decoder decoder(
            RandomKey key, int width, Optional<Grid> grid, int beside, DataShape data, Head head) {
        return decoding.decoder(
                new DecoderInput(context(key, data), width, grid, beside, data), head);
    }

    /** Makes a network between latent variables. */
    public Network between(
            RandomKey key, int width, Optional<Grid> grid, List<Integer> hidden, Head head) {
        LatentInput input =
                new LatentInput(
                        context(key, DataShape.flat(1)), width, grid, hidden, Activation.TANH);
        return encoding.between(input, head);
    }

    /** Returns the context of a part for real numbers of a shape. */
    public PartContext context(RandomKey key, DataShape data) {
        return context(key, new SmallData(data, ValueDomain.REAL, false));
    }

    private PartContext context(RandomKey key, DataSummary data) {
        return new PartContext(runtime, key, data, Plugins.of(List.of()));
    }
}
