// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.onnx.read.FileChecksum;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/** The graph of a file of ONNX, whose weights are the initial ones. */
@Called("graphs of ONNX files")
@Part(
        value = "onnx",
        description = "a graph of ONNX, such as a network of PyTorch, trained further")
public record OnnxArchitecture(
        @Setting("file with the graph, of one input") Path file,
        @Setting(value = "whether its weights are learned", defaultValue = "true") boolean train,
        @Setting(
                        value =
                                "its outputs by the numbers of the head, such as {mean: mu, variance:"
                                        + " var}; absent: outputs of these names, or else all outputs one"
                                        + " after the other, which are then the raw outputs of the head",
                        defaultValue = "{}")
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                Map<String, String> outputs,
        @Setting(
                        "what the file has for 0 and 1 of the data: in an encoder its input, in a decoder"
                                + " means and probabilities; absent: [0, 1]")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Double> range,
        @Setting("axes of images in the file, as for onnx-model; absent: as their shapes say")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Layout layout,
        @Setting("SHA-256 of the file; absent: of that which is there")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String checksum)
        implements Architecture {

    public OnnxArchitecture {
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        range = OnnxModel.ascending("range", range);
    }

    @Override
    public Network encoder(EncoderInput input, Head head) {
        DataShape seen = input.seen();
        HalfFile opened = file(Half.ENCODER, head);
        return opened.open(
                input.context().runtime(),
                seen,
                port ->
                        input.beside() == 0
                                ? opened.ofData(port, seen)
                                : opened.ofNumbers(
                                        port, seen.size() + input.beside(), "x and its condition"),
                source -> chosen(source, head));
    }

    @Override
    public Decoder decoder(DecoderInput input, Head head) {
        HalfFile opened = file(Half.DECODER, head);
        String what = input.beside() == 0 ? "z" : "z and its condition";
        return new Started(
                opened.open(
                        input.context().runtime(),
                        input.data(),
                        port -> opened.ofNumbers(port, input.width() + input.beside(), what),
                        source -> chosen(source, head)));
    }

    private HalfFile file(Half half, Head head) {
        if (head.grid().isPresent()) {
            throw new IllegalArgumentException(
                    "architecture 'onnx' makes no networks of grids\nuse encoder: convolutional, or a posterior without a grid");
        }
        HalfFile.requireSame(List.of(file), checksum);
        return new HalfFile(file, half, outputs, Range.of(range), layout, train, false);
    }

    private ChosenOutputs chosen(ChosenOutputs.Source source, Head head) {
        List<HeadForm> forms = HeadForm.of(head).readings();
        return outputs.isEmpty() && !source.names(forms)
                ? ChosenOutputs.inOrder(source, head)
                : ChosenOutputs.of(source, forms);
    }

    /** Empty: a graph has no layers to reverse. */
    @Override
    public Optional<Architecture> mirrored() {
        return Optional.empty();
    }

    @Override
    public Architecture pinned() {
        return checksum != null
                ? this
                : FileChecksum.of(List.of(file))
                        .<Architecture>map(
                                known ->
                                        new OnnxArchitecture(
                                                file, train, outputs, range, layout, known))
                        .orElse(this);
    }

    /** A decoder that starts from the weights of its file. */
    private record Started(OnnxNetwork network) implements Decoder {

        @Override
        public Tensor apply(Tensor x) {
            return network.apply(x);
        }

        @Override
        public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
            // The file says where its bias starts.
        }

        @Override
        public List<Parameter> parameters() {
            return network.parameters();
        }

        @Override
        public int heldPerRow() {
            return network.heldPerRow();
        }
    }
}
