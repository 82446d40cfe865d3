// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.List;
import java.util.OptionalInt;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.GivenNetworks;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Opens the files of a variant as networks, and checks them before anything is computed. */
record OnnxNetworks(OnnxVariant settings) implements GivenNetworks {

    @Override
    public Network encoder(PartContext context, PosteriorFamily family) {
        if (context.data().domain() == ValueDomain.TOKENS) {
            throw new IllegalArgumentException("variant 'onnx' reads no texts");
        }
        HalfFile.requireSame(List.of(settings.encoder(), settings.decoder()), settings.checksum());
        HalfFile file =
                new HalfFile(
                        settings.encoder(),
                        Half.ENCODER,
                        settings.encoderInput(),
                        settings.encoderOutputs(),
                        settings.inputRange(),
                        settings.layout(),
                        false,
                        true);
        return file.open(
                context.runtime(),
                context.shape(),
                "encoderInput",
                opened -> opened.ofData(context.shape(), settings.layout()),
                file.amongst(family.forms()));
    }

    @Override
    public Network decoder(PartContext context, PosteriorFamily family, Likelihood likelihood) {
        HalfFile file =
                new HalfFile(
                        settings.decoder(),
                        Half.DECODER,
                        settings.decoderInput(),
                        settings.decoderOutputs(),
                        settings.outputRange(),
                        settings.layout(),
                        false,
                        true);
        OnnxNetwork network =
                file.open(
                        context.runtime(),
                        context.shape(),
                        "decoderInput",
                        opened ->
                                opened.ofNumbers(
                                        family.space().eventShape().size(),
                                        family.space().toString(),
                                        "set the dimension of the posterior to that of the decoder"),
                        file.amongst(likelihood.forms(context.shape())));
        if (settings.outputRange() != null && !network.outputs().form().hasUnits()) {
            throw new IllegalArgumentException(
                    "outputRange is %s, and %s gives (%s), which have no range\nleave outputRange out (judge: --output-range)"
                            .formatted(
                                    network.range(), settings.decoder(), network.outputs().form()));
        }
        return network;
    }

    @Override
    public OptionalInt latentWidth() {
        return LatentWidth.of(settings.decoder(), settings.decoderInput());
    }

    @Override
    public List<String> check(LatentVariableModel model, PreparedData data) {
        return new SelfCheck(settings, model, data).remarks();
    }
}
