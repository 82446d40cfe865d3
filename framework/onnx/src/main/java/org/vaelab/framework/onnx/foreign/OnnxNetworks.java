// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.onnx.read.FileChecksum;
import org.vaelab.framework.onnx.read.GraphFile;
import org.vaelab.framework.onnx.read.GraphProgram;
import org.vaelab.framework.onnx.read.TensorPort;
import org.vaelab.framework.plugin.GivenNetworks;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Opens the files of a variant as networks, and checks them before anything is computed. */
record OnnxNetworks(OnnxVariant settings) implements GivenNetworks {

    @Override
    public Network encoder(PartContext context, PosteriorFamily family) {
        if (context.data().domain() == ValueDomain.TOKENS) {
            throw new IllegalArgumentException("variant 'onnx' reads no texts");
        }
        requireSameFiles();
        GraphFile file = GraphFile.open(settings.encoder());
        TensorPort input = input(file, settings.encoderInput(), "x", "encoderInput");
        RowLayout layout =
                OnnxNetwork.exampleLayout(file, input, context.shape(), settings.layout());
        ChosenOutputs outputs =
                ChosenOutputs.of(
                        source(file, Half.ENCODER, "z."),
                        settings.encoderOutputs(),
                        family.forms());
        return new OnnxNetwork(
                file,
                GraphProgram.of(
                        file,
                        input.name(),
                        layout.row(),
                        outputs.names(),
                        false,
                        context.runtime()),
                Half.ENCODER,
                input,
                layout,
                outputs,
                context.shape(),
                Range.of(settings.inputRange()),
                settings.layout());
    }

    @Override
    public Network decoder(PartContext context, PosteriorFamily family, Likelihood likelihood) {
        GraphFile file = GraphFile.open(settings.decoder());
        TensorPort input = input(file, settings.decoderInput(), "z", "decoderInput");
        int width = family.space().eventShape().size();
        RowLayout layout =
                RowLayout.ofNumbers(input.row(), width)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "%s: input '%s' has the shape %s; expected %s numbers a row, those of %s\nset the dimension of the posterior to that of the decoder"
                                                        .formatted(
                                                                file.path(),
                                                                input.name(),
                                                                input.shape(),
                                                                width,
                                                                family.space())));
        ChosenOutputs outputs =
                ChosenOutputs.of(
                        source(file, Half.DECODER, "x."),
                        settings.decoderOutputs(),
                        likelihood.forms(context.shape()));
        if (settings.outputRange() != null && !outputs.form().hasUnits()) {
            throw new IllegalArgumentException(
                    "outputRange is %s, and %s gives (%s), which have no range\nleave outputRange out (judge: --output-range)"
                            .formatted(
                                    Range.of(settings.outputRange()),
                                    file.path(),
                                    outputs.form()));
        }
        return new OnnxNetwork(
                file,
                GraphProgram.of(
                        file,
                        input.name(),
                        layout.row(),
                        outputs.names(),
                        false,
                        context.runtime()),
                Half.DECODER,
                input,
                layout,
                outputs,
                context.shape(),
                Range.of(settings.outputRange()),
                settings.layout());
    }

    @Override
    public OptionalInt latentWidth() {
        return DecoderInput.width(settings.decoder(), settings.decoderInput());
    }

    @Override
    public List<String> check(LatentVariableModel model, PreparedData data) {
        return new SelfCheck(settings, model, data).remarks();
    }

    private static ChosenOutputs.Source source(GraphFile file, Half half, String prefix) {
        return new ChosenOutputs.Source(file.path(), file.outputs(), half, prefix);
    }

    private void requireSameFiles() {
        String recorded = settings.checksum();
        if (recorded == null) {
            return;
        }
        List<Path> files = List.of(settings.encoder(), settings.decoder());
        files.forEach(GraphFile::requirePresent);
        Optional<String> now = FileChecksum.of(files);
        if (!now.equals(Optional.of(recorded))) {
            throw new IllegalArgumentException(
                    ("%s or %s has changed since this run was planned"
                                    + "\nchecksum: was %s, is now %s"
                                    + "\nput the files back as they were, or begin anew in another"
                                    + " folder with --out")
                            .formatted(
                                    settings.encoder(),
                                    settings.decoder(),
                                    recorded,
                                    now.orElse("unknown")));
        }
    }

    private static TensorPort input(
            GraphFile file, @Nullable String given, String usual, String key) {
        List<TensorPort> inputs = file.inputs();
        List<String> names = inputs.stream().map(TensorPort::name).toList();
        String name = given == null && inputs.size() == 1 ? names.get(0) : given;
        if (name != null && !names.contains(name)) {
            throw new IllegalArgumentException(
                    "%s: %s names '%s', and the file has no such input\n%s"
                            .formatted(file.path(), key, name, Spelling.hint(name, names)));
        }
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(
                    ("%s has the inputs %s; expected one, '%s'"
                                    + "\nexport a network of one input; noise and masks must not be"
                                    + " inputs")
                            .formatted(file.path(), String.join(", ", names), usual));
        }
        TensorPort input = inputs.get(0);
        input.requireUsable(file.path(), "input");
        return input;
    }
}
