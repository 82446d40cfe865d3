// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the weights of a graph: the initializers of real numbers that layers multiply by or add.
 * Scalars, divisors, subtrahends and running statistics are none, and neither are the nodes {@code
 * Constant}.
 */
final class GraphWeights {

    private static final String INSTANCE_NORMALIZATION = "InstanceNormalization";

    /** Operators whose second and third operands may be weights. */
    private static final Set<String> LAYERS =
            Set.of(
                    "Conv",
                    "ConvTranspose",
                    "BatchNormalization",
                    "LayerNormalization",
                    "GroupNormalization",
                    INSTANCE_NORMALIZATION);

    /** Operators that hand a weight on. */
    private static final Set<String> THROUGH =
            Set.of(
                    "Identity",
                    "Transpose",
                    "Reshape",
                    "Unsqueeze",
                    "Squeeze",
                    "Flatten",
                    "Cast",
                    "Expand");

    private final Map<String, TensorProto> initializers;
    private final Path model;
    private final Map<String, NodeProto> makers = new HashMap<>();
    private final Map<String, String> found = new LinkedHashMap<>();

    private GraphWeights(Map<String, TensorProto> initializers, Path model) {
        this.initializers = initializers;
        this.model = model;
    }

    /**
     * Returns the initializers that are weights, by the names of the values. The two names differ
     * where an exporter writes equal tensors once, with an {@code Identity} for each of the others:
     * those are weights of their own.
     */
    static Map<String, String> of(
            List<NodeProto> nodes, Map<String, TensorProto> initializers, Path model) {
        GraphWeights weights = new GraphWeights(initializers, model);
        nodes.forEach(node -> node.getOutputList().forEach(out -> weights.makers.put(out, node)));
        for (NodeProto node : nodes) {
            for (int place : places(node.getOpType())) {
                if (place < node.getInputCount()) {
                    weights.follow(node.getInput(place), node);
                }
            }
        }
        return weights.found;
    }

    /** Returns the operands that may be weights, in the order in which parameters are listed. */
    private static List<Integer> places(String operator) {
        return switch (operator) {
            case "Gemm" -> List.of(0, 1, 2);
            case "MatMul", "Add", "Mul" -> List.of(0, 1);
            case "PRelu" -> List.of(1);
            case "Gather" -> List.of(0);
            default -> LAYERS.contains(operator) ? List.of(1, 2) : List.of();
        };
    }

    private void follow(String value, NodeProto user) {
        String name = value;
        while (!initializers.containsKey(name)) {
            NodeProto maker = makers.get(name);
            if (maker == null
                    || !THROUGH.contains(maker.getOpType())
                    || maker.getInputCount() == 0) {
                return;
            }
            String before = maker.getInput(0);
            if (maker.getOpType().equals("Identity") && isWeight(before, user)) {
                found.put(name, before);
                return;
            }
            name = before;
        }
        if (isWeight(name, user)) {
            found.put(name, name);
        }
    }

    private boolean isWeight(String name, NodeProto user) {
        TensorProto tensor = initializers.get(name);
        return tensor != null
                && TensorData.isReal(tensor)
                && tensor.getDimsCount() > 0
                && !(user.getOpType().equals(INSTANCE_NORMALIZATION) && isNeutral(tensor));
    }

    /** Group normalisation is written by an instance normalisation with these. */
    private boolean isNeutral(TensorProto tensor) {
        double[] values = TensorData.numbers(tensor, model).values();
        return Arrays.stream(values).allMatch(value -> value == 0)
                || Arrays.stream(values).allMatch(value -> value == 1);
    }
}
