// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.DecoderInput;
import org.vaelab.framework.network.EncoderInput;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Activation;

/** One perceptron for all steps of a series, see {@link StepNetwork}. */
@Part(
        value = "steps",
        description = "a multi-layer perceptron of each step of a series, the same for all steps")
public record Steps(
        @Setting(
                        value = "widths of the dense hidden layers of each step",
                        defaultValue = "[64, 64]")
                List<Integer> hidden,
        Activation activation,
        Initializer initializer)
        implements Architecture {

    public Steps {
        hidden = Counts.widths("hidden", hidden);
    }

    @Override
    public Network encoder(EncoderInput input, Head head) {
        return network(input.context(), input.seen(), input.beside(), head);
    }

    @Override
    public Decoder decoder(DecoderInput input, Head head) {
        int steps = input.data().height();
        int each = StepNetwork.share("z", input.width(), steps);
        return network(input.context(), new DataShape(1, steps, each), input.beside(), head);
    }

    private StepNetwork network(PartContext context, DataShape seen, int beside, Head head) {
        return new StepNetwork(
                (inputs, outputs) ->
                        new Mlp(
                                context.runtime(),
                                context.key(),
                                inputs,
                                hidden,
                                outputs,
                                activation,
                                initializer),
                seen,
                beside,
                head);
    }

    @Override
    public Optional<Architecture> mirrored() {
        return Optional.of(new Steps(Architecture.reversed(hidden), activation, initializer));
    }
}
