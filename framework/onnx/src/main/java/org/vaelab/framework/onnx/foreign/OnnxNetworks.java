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
import org.vaelab.framework.onnx.read.GraphFile;
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
        HalfFile file = settings.file(Half.ENCODER);
        return file.open(
                context.runtime(),
                context.shape(),
                input -> file.ofData(input, context.shape()),
                source -> ChosenOutputs.of(source, family.forms()));
    }

    @Override
    public Network decoder(PartContext context, PosteriorFamily family, Likelihood likelihood) {
        HalfFile file = settings.file(Half.DECODER);
        int width = family.space().eventShape().size();
        OnnxNetwork network =
                file.open(
                        context.runtime(),
                        context.shape(),
                        input -> file.ofNumbers(input, width, family.space().toString()),
                        source -> ChosenOutputs.of(source, likelihood.forms(context.shape())));
        if (settings.outputRange() != null && !network.outputs().form().hasUnits()) {
            throw new IllegalArgumentException(
                    "outputRange is %s, and %s gives (%s), which have no range\nleave outputRange out (judge: --output-range)"
                            .formatted(
                                    network.file().range(),
                                    settings.decoder(),
                                    network.outputs().form()));
        }
        return network;
    }

    @Override
    public OptionalInt latentWidth() {
        return GraphFile.inputWidth(settings.decoder());
    }

    @Override
    public List<String> check(LatentVariableModel model, PreparedData data) {
        return new SelfCheck(settings, model, data).remarks();
    }
}
