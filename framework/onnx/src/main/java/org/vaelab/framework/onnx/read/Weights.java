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
 * Finds the weights of a graph: the initializers of real numbers that layers multiply by or add. Scalars,
 * divisors, subtrahends and running statistics are none, and neither are the nodes {@code Constant}.
 */
final class Weights {

    private static final String INSTANCE_NORMALIZATION = "InstanceNormalization";

    /** The operands of each operator that may be weights. */
    private static final Map<String, Set<Integer>> PLACES =
            Map.ofEntries(
                    Map.entry("Gemm", Set.of(0, 1, 2)),
                    Map.entry("MatMul", Set.of(0, 1)),
                    Map.entry("Conv", Set.of(1, 2)),
                    Map.entry("ConvTranspose", Set.of(1, 2)),
                    Map.entry("BatchNormalization", Set.of(1, 2)),
                    Map.entry("LayerNormalization", Set.of(1, 2)),
                    Map.entry("GroupNormalization", Set.of(1, 2)),
                    Map.entry(INSTANCE_NORMALIZATION, Set.of(1, 2)),
                    Map.entry("PRelu", Set.of(1)),
                    Map.entry("Gather", Set.of(0)),
                    Map.entry("Add", Set.of(0, 1)),
                    Map.entry("Mul", Set.of(0, 1)));

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

    private Weights(Map<String, TensorProto> initializers, Path model) {
        this.initializers = initializers;
        this.model = model;
    }

    /**
     * Returns the initializers that are weights, by the names of the values. The two names differ where an
     * exporter writes equal tensors once, with an {@code Identity} for each of the others: those are weights
     * of their own.
     */
    static Map<String, String> of(
            List<NodeProto> nodes, Map<String, TensorProto> initializers, Path model) {
        Weights weights = new Weights(initializers, model);
        nodes.forEach(node -> node.getOutputList().forEach(out -> weights.makers.put(out, node)));
        for (NodeProto node : nodes) {
            for (int place : PLACES.getOrDefault(node.getOpType(), Set.of())) {
                if (place < node.getInputCount()) {
                    weights.follow(node.getInput(place), node);
                }
            }
        }
        return weights.found;
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
