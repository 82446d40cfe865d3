// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.vaelab.framework.Internal;

/**
 * A file of ONNX whose operators have the meaning of one operator set.
 *
 * @param path where it lies
 * @param operatorSet from {@value #OLDEST} to {@value #NEWEST}
 */
@Internal
public record GraphFile(Path path, GraphProto graph, int operatorSet) {

    static final int OLDEST = 11;
    static final int NEWEST = 23;

    /**
     * Opens a file.
     *
     * @throws IllegalArgumentException if it is absent, no model, or of another operator set
     */
    public static GraphFile open(Path path) {
        OnnxModelFile.requirePresent(path);
        ModelProto model = OnnxModelFile.model(path);
        long set =
                model.getOpsetImportList().stream()
                        .filter(each -> isOfOnnx(each.getDomain()))
                        .mapToLong(OperatorSetIdProto::getVersion)
                        .findFirst()
                        .orElse(0);
        if (set < OLDEST || set > NEWEST) {
            throw new IllegalArgumentException(
                    "%s has operator set %s of ONNX; expected %s to %s\nexport with another one: torch.onnx.export(..., opset_version=17)"
                            .formatted(path, set, OLDEST, NEWEST));
        }
        return new GraphFile(path, model.getGraph(), (int) set);
    }

    static boolean isOfOnnx(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /**
     * Returns the number of values of a row of the only input; empty if the file does not say.
     *
     * @throws IllegalArgumentException if it is absent
     */
    public static OptionalInt inputWidth(Path path) {
        OnnxModelFile.requireFile(path);
        return OnnxModelFile.parsed(path)
                .map(model -> new GraphFile(path, model.getGraph(), OLDEST).inputs())
                .filter(inputs -> inputs.size() == 1)
                .map(inputs -> inputs.get(0).width())
                .filter(width -> width > 0 && width <= Integer.MAX_VALUE)
                .map(width -> OptionalInt.of(width.intValue()))
                .orElse(OptionalInt.empty());
    }

    /** Returns the inputs that are no weights. */
    public List<TensorPort> inputs() {
        Map<String, TensorProto> weights = initializers();
        return graph.getInputList().stream()
                .filter(input -> !weights.containsKey(input.getName()))
                .map(GraphFile::port)
                .toList();
    }

    public List<TensorPort> outputs() {
        return graph.getOutputList().stream().map(GraphFile::port).toList();
    }

    Map<String, TensorProto> initializers() {
        Map<String, TensorProto> initializers = new LinkedHashMap<>();
        graph.getInitializerList().forEach(each -> initializers.put(each.getName(), each));
        return initializers;
    }

    private static TensorPort port(ValueInfoProto info) {
        if (!info.getType().hasTensorType()) {
            return new TensorPort(info.getName(), "no tensor", List.of());
        }
        DataType type = DataType.forNumber(info.getType().getTensorType().getElemType());
        String name =
                type == DataType.FLOAT
                        ? TensorPort.FLOAT32
                        : type == DataType.DOUBLE
                                ? TensorPort.FLOAT64
                                : String.valueOf(type).toLowerCase(Locale.ROOT);
        return new TensorPort(
                info.getName(),
                name,
                info.getType().getTensorType().getShape().getDimList().stream()
                        .map(dim -> dim.hasDimValue() ? dim.getDimValue() : TensorPort.FREE)
                        .toList());
    }
}
