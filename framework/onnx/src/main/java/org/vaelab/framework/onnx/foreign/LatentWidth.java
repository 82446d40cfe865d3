// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.GivenFile;

/** Reads the width of a decoder's input from its file, without opening it for computation. */
final class LatentWidth {

    private LatentWidth() {}

    /** Returns the number of values of a row; empty if the file does not say. */
    static OptionalInt of(Path file, @Nullable String name) {
        try (InputStream in = GivenFile.open(file)) {
            GraphProto graph = ModelProto.parseFrom(in).getGraph();
            Set<String> weights =
                    graph.getInitializerList().stream()
                            .map(TensorProto::getName)
                            .collect(Collectors.toSet());
            List<ValueInfoProto> inputs =
                    graph.getInputList().stream()
                            .filter(input -> !weights.contains(input.getName()))
                            .filter(input -> name == null || input.getName().equals(name))
                            .toList();
            return inputs.size() == 1 ? width(inputs.get(0)) : OptionalInt.empty();
        } catch (IOException e) {
            // What opens the file reports it.
            return OptionalInt.empty();
        }
    }

    private static OptionalInt width(ValueInfoProto input) {
        List<Dimension> dims = input.getType().getTensorType().getShape().getDimList();
        if (dims.size() < 2) {
            return OptionalInt.empty();
        }
        long width = 1;
        for (Dimension dim : dims.subList(1, dims.size())) {
            width *= dim.getDimValue();
        }
        return width > 0 && width <= Integer.MAX_VALUE
                ? OptionalInt.of((int) width)
                : OptionalInt.empty();
    }
}
