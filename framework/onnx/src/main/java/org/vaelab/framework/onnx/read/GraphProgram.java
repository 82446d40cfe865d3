// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A graph of ONNX with one input, as operations on tensors. Its weights are parameters with the
 * names of the file. Shapes are computed in Java for the number of rows of each call.
 */
@Internal
public final class GraphProgram implements Component {

    private static final Map<String, Operator> OPERATORS = operators();

    /** Rows with which a graph is tried. */
    private static final int TRIED = 3;

    private final GraphFile file;
    private final TensorRuntime runtime;
    private final List<NodeProto> nodes;
    private final List<String> outputs;
    private final String input;
    private final Map<String, GraphValue> known = new HashMap<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private int heldPerRow;

    private GraphProgram(
            GraphFile file, String input, List<String> outputs, TensorRuntime runtime) {
        this.file = file;
        this.runtime = runtime;
        this.input = input;
        this.outputs = List.copyOf(outputs);
        this.nodes = needed();
    }

    private static Map<String, Operator> operators() {
        Map<String, Operator> table = new HashMap<>();
        ElementOperators.addTo(table);
        ArrangementOperators.addTo(table);
        LayerOperators.addTo(table);
        return Collections.unmodifiableMap(table);
    }

    /**
     * Reads what some outputs need of a graph.
     *
     * @param row the shape of a row of the input, with which the graph is tried
     * @param trains whether the weights are learned; otherwise they are constants
     * @throws IllegalArgumentException if an operator is not known, draws random numbers, or does
     *     not fit the shapes
     */
    public static GraphProgram of(
            GraphFile file,
            String input,
            Shape row,
            List<String> outputs,
            boolean trains,
            TensorRuntime runtime) {
        GraphProgram program = new GraphProgram(file, input, outputs, runtime);
        try (TensorScope scope = runtime.scope()) {
            program.readNumbers(trains);
            Map<String, GraphValue> values =
                    runtime.unrecorded(() -> program.values(runtime.zeros(row.prepend(TRIED))));
            program.found(values);
            program.heldPerRow =
                    values.entrySet().stream()
                                    .filter(value -> !program.known.containsKey(value.getKey()))
                                    .mapToInt(value -> value.getValue().shape().size())
                                    .sum()
                            / TRIED;
        }
        return program;
    }

    /** Returns the nodes on which the outputs depend, in the order of the file. */
    private List<NodeProto> needed() {
        Map<String, NodeProto> makers = new HashMap<>();
        for (NodeProto node : file.graph().getNodeList()) {
            node.getOutputList().forEach(output -> makers.put(output, node));
        }
        Set<NodeProto> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            NodeProto node = makers.get(open.pop());
            if (node != null && needed.add(node)) {
                requireKnown(node);
                open.addAll(node.getInputList());
            }
        }
        return file.graph().getNodeList().stream().filter(needed::contains).toList();
    }

    private void requireKnown(NodeProto node) {
        String operator = node.getOpType();
        if (operator.startsWith("Random")
                || operator.equals("Bernoulli")
                || operator.equals("Multinomial")) {
            throw refusal(
                    node,
                    "draws random numbers\nexport the parameters of the distribution, not a draw");
        }
        if (!GraphFile.isOfOnnx(node.getDomain()) || !OPERATORS.containsKey(operator)) {
            throw refusal(
                    node,
                    "is not among the operators that VaeLab computes\nwrite the model without it; framework/onnx/FOREIGN-MODELS.md lists the operators");
        }
    }

    private IllegalArgumentException refusal(NodeProto node, String why) {
        String domain = node.getDomain().isEmpty() ? "" : node.getDomain() + ".";
        return new IllegalArgumentException(
                "%s: %s of node '%s' %s"
                        .formatted(
                                file.path(),
                                domain + node.getOpType(),
                                node.getName().isEmpty()
                                        ? String.join(", ", node.getOutputList())
                                        : node.getName(),
                                why));
    }

    private void readNumbers(boolean trains) {
        Map<String, TensorProto> initializers = file.initializers();
        Path path = file.path();
        try {
            Map<String, String> weights = GraphWeights.of(nodes, initializers, path);
            weights.forEach(
                    (name, source) -> {
                        Numbers numbers = TensorData.numbers(initializers.get(source), path);
                        Tensor initial = runtime.tensor(numbers.values(), numbers.shape());
                        if (trains) {
                            parameters.add(Parameter.learned(name, initial));
                        }
                        known.put(
                                name,
                                new GraphValue.Computed(
                                        trains
                                                ? parameters.get(parameters.size() - 1).value()
                                                : runtime.keep(initial, false)));
                    });
            Set<String> used = new HashSet<>(outputs);
            nodes.forEach(node -> used.addAll(node.getInputList()));
            initializers.forEach(
                    (name, tensor) -> {
                        if (used.contains(name) && !known.containsKey(name)) {
                            known.put(name, TensorData.numbers(tensor, path));
                        }
                    });
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
        for (NodeProto node : nodes) {
            if (node.getOpType().equals("Constant")) {
                known.put(node.getOutput(0), computed(node, known).get(0));
            }
        }
    }

    /**
     * Computes the outputs.
     *
     * @param x [rows, shape of a row]
     * @throws IllegalArgumentException if the graph does not fit this shape
     */
    public Map<String, Tensor> apply(Tensor x) {
        return found(values(x));
    }

    private Map<String, GraphValue> values(Tensor x) {
        Map<String, GraphValue> values = new HashMap<>(known);
        values.put(input, new GraphValue.Computed(x));
        for (NodeProto node : nodes) {
            if (!values.containsKey(node.getOutput(0))) {
                List<GraphValue> computed = computed(node, values);
                for (int i = 0; i < Math.min(computed.size(), node.getOutputCount()); i++) {
                    values.put(node.getOutput(i), computed.get(i));
                }
            }
        }
        return values;
    }

    private Map<String, Tensor> found(Map<String, GraphValue> values) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        for (String output : outputs) {
            GraphValue value = values.get(output);
            if (value == null) {
                throw new IllegalArgumentException(
                        "%s: nothing computes the output '%s'".formatted(file.path(), output));
            }
            found.put(output, value.tensor(runtime));
        }
        return found;
    }

    private List<GraphValue> computed(NodeProto node, Map<String, GraphValue> values) {
        List<@Nullable GraphValue> operands = new ArrayList<>();
        for (String name : node.getInputList()) {
            if (!name.isEmpty() && !values.containsKey(name)) {
                throw refusal(node, "takes '%s', which nothing computes".formatted(name));
            }
            operands.add(values.get(name));
        }
        try {
            return Objects.requireNonNull(OPERATORS.get(node.getOpType()))
                    .apply(new Operands(node, operands, file.operatorSet(), runtime));
        } catch (IllegalArgumentException e) {
            throw refusal(node, "cannot be computed: " + e.getMessage());
        }
    }

    /** Returns how many numbers all nodes compute for one row. */
    public int heldPerRow() {
        return heldPerRow;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }
}
