// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.shape.Activation;

/** Dense layers, for tests. */
@Part(value = "toy-perceptron", description = "dense layers, for tests")
public record ToyPerceptron(
        @Setting("widths of the hidden layers") List<Integer> hidden,
        @Setting(
                        value =
                                "true: GELU, without a kink between a point and a finite difference; false: ReLU",
                        defaultValue = "false")
                boolean smooth)
        implements Architecture {

    @Override
    public Activation activation() {
        return smooth ? Activation.GELU : Activation.RELU;
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
                context.runtime(),
                context.key(),
                inputs,
                hidden,
                outputs,
                activation(),
                initializer());
    }

    @Override
    public Optional<Architecture> mirrored() {
        return Optional.of(new ToyPerceptron(Architecture.reversed(hidden), smooth));
    }
}
