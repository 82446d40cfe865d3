// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.vaelab.framework.onnx.trace.Extent;
import org.vaelab.framework.onnx.trace.Graph;
import org.vaelab.framework.onnx.trace.Node;
import org.vaelab.framework.onnx.trace.Operation;
import org.vaelab.framework.tensor.spi.Reduction;

/** Writes a graph by the operators of ONNX's operator set {@value #OPERATOR_SET}. */
final class GraphWriter {

    /** The operator set of May 2022, which every runtime in use supports. */
    static final int OPERATOR_SET = 17;

    private final GraphBuilder graph;
    private final Operators operators;
    private final List<String> written = new ArrayList<>();

    private GraphWriter(String name) {
        this.graph = new GraphBuilder(name);
        this.operators = new Operators(graph);
    }

    /**
     * Returns a graph as a model of ONNX.
     *
     * @throws org.vaelab.framework.onnx.trace.UntraceableException if ONNX cannot say it
     */
    static ModelProto write(
            String name, Graph graph, List<Port> inputs, List<Port> outputs, String producer) {
        GraphWriter writer = new GraphWriter(name);
        Set<String> ports = new HashSet<>(graph.inputs().keySet());
        ports.addAll(graph.outputs().keySet());
        writer.graph.reserve(ports);
        inputs.forEach(writer.graph::input);
        graph.nodes().forEach(writer::write);
        for (Port output : outputs) {
            Node node = Objects.requireNonNull(graph.outputs().get(output.name()), output.name());
            writer.graph.output(output, writer.name(node));
        }
        return ModelProto.newBuilder()
                .setIrVersion(Version.IR_VERSION_2021_7_30_VALUE)
                .setProducerName(producer)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setGraph(writer.graph.build())
                .build();
    }

    private String name(Node node) {
        return written.get(node.id());
    }

    private void write(Node node) {
        written.add(named(node, node.operands().stream().map(this::name).toList()));
    }

    private String named(Node node, List<String> operands) {
        String first = operands.isEmpty() ? "" : operands.get(0);
        Operation operation = node.operation();
        if (operation instanceof Operation.Input input) {
            return input.name();
        } else if (operation instanceof Operation.Constant constant) {
            return graph.literal(constant.literal(), node.name().orElse("constant"));
        } else if (operation instanceof Operation.OfOne of) {
            return operators.unary(of.function(), first, node.dtype());
        } else if (operation instanceof Operation.OfTwo of) {
            return operators.binary(of.function(), first, operands.get(1), node.dtype());
        } else if (operation instanceof Operation.WithNumber with) {
            String number = graph.number(with.number(), node.dtype());
            return operators.binary(with.function(), first, number, node.dtype());
        } else if (operation instanceof Operation.Where) {
            return operators.where(first, operands.get(1), operands.get(2));
        } else if (operation instanceof Operation.Cast) {
            return operators.cast(first, GraphBuilder.type(node.dtype()));
        } else if (operation instanceof Operation.Matmul product) {
            return operators.matmul(product, node, operands);
        } else if (operation instanceof Operation.Convolve convolve) {
            return operators.convolve(convolve.geometry(), operands);
        } else if (operation instanceof Operation.ConvolveTransposed transposed) {
            return operators.transposed(transposed.geometry(), node, operands);
        }
        return arranged(node, operands, first);
    }

    private String arranged(Node node, List<String> operands, String first) {
        Operation operation = node.operation();
        if (operation instanceof Operation.Fill fill) {
            return fill(fill.value(), node);
        } else if (operation instanceof Operation.Reduce reduce) {
            return reduce(reduce, first);
        } else if (operation instanceof Operation.Softmax softmax) {
            String operator = softmax.logarithm() ? "LogSoftmax" : "Softmax";
            return graph.node(operator, operands, GraphBuilder.attribute("axis", softmax.axis()));
        } else if (operation instanceof Operation.ArgMax argMax) {
            return argMax(argMax.axis(), operands);
        } else if (operation instanceof Operation.Reshape) {
            return graph.node("Reshape", List.of(first, reshape(node.shape())));
        } else if (operation instanceof Operation.Permute permute) {
            return graph.node(
                    "Transpose", operands, GraphBuilder.attribute("perm", permute.order()));
        } else if (operation instanceof Operation.BroadcastTo) {
            return graph.node("Expand", List.of(first, graph.extents(expanded(node))));
        } else if (operation instanceof Operation.Slice slice) {
            return slice(slice.axis(), node.numbers(), first);
        } else if (operation instanceof Operation.Pad pad) {
            return pad(pad.axis(), node, first);
        } else if (operation instanceof Operation.Concatenate join) {
            return graph.node("Concat", operands, GraphBuilder.attribute("axis", join.axis()));
        } else if (operation instanceof Operation.Gather gather) {
            return graph.node("Gather", operands, GraphBuilder.attribute("axis", gather.axis()));
        } else if (operation instanceof Operation.OneHot oneHot) {
            return oneHot(oneHot, first);
        }
        throw new IllegalStateException("no operator of ONNX is chosen for " + operation);
    }

    private String fill(double value, Node node) {
        if (node.rank() == 0) {
            return graph.number(value, node.dtype());
        }
        return graph.node(
                "ConstantOfShape",
                List.of(graph.extents(node.shape())),
                GraphBuilder.attribute(
                        "value", GraphBuilder.tensor(value, node.dtype()).addDims(1).build()));
    }

    private String reduce(Operation.Reduce reduce, String x) {
        AttributeProto keeps = GraphBuilder.attribute("keepdims", reduce.keepAxes() ? 1 : 0);
        if (reduce.function() == Reduction.SUM) {
            // The only one whose axes are an operand in this operator set.
            return graph.node("ReduceSum", List.of(x, graph.integers(reduce.axes())), keeps);
        }
        String operator =
                switch (reduce.function()) {
                    case SUM -> "ReduceSum";
                    case MEAN -> "ReduceMean";
                    case MAXIMUM -> "ReduceMax";
                    case MINIMUM -> "ReduceMin";
                    case LOG_SUM_EXP -> "ReduceLogSumExp";
                };
        return graph.node(
                operator, List.of(x), GraphBuilder.attribute("axes", reduce.axes()), keeps);
    }

    private String argMax(int axis, List<String> operands) {
        String index =
                graph.node(
                        "ArgMax",
                        operands,
                        GraphBuilder.attribute("axis", axis),
                        GraphBuilder.attribute("keepdims", 0));
        return operators.cast(index, DataType.INT32);
    }

    /** An extent that depends on the rows is inferred from the others. */
    private String reshape(List<Extent> shape) {
        if (shape.stream().filter(Extent::perRow).count() != 1) {
            return graph.extents(shape);
        }
        return graph.integers(shape.stream().map(e -> e.perRow() ? -1 : e.number()).toList());
    }

    /** Extents that an operand has already are those of its own. */
    private static List<Extent> expanded(Node node) {
        List<Extent> own = node.operands().get(0).shape();
        List<Extent> wanted = new ArrayList<>(node.shape());
        int lacking = wanted.size() - own.size();
        for (int axis = lacking; axis < wanted.size(); axis++) {
            if (wanted.get(axis).equals(own.get(axis - lacking))) {
                wanted.set(axis, new Extent(1, false));
            }
        }
        return wanted;
    }

    private String slice(int axis, List<Extent> ends, String x) {
        return graph.node(
                "Slice",
                List.of(
                        x,
                        graph.extents(ends.subList(0, 1)),
                        graph.extents(ends.subList(1, 2)),
                        graph.integers(List.of(axis))));
    }

    private String pad(int axis, Node node, String x) {
        List<Extent> zeros = new ArrayList<>();
        for (Extent added : node.numbers()) {
            for (int each = 0; each < node.rank(); each++) {
                zeros.add(each == axis ? added : new Extent(0, false));
            }
        }
        return graph.node("Pad", List.of(x, graph.extents(zeros)));
    }

    private String oneHot(Operation.OneHot oneHot, String indices) {
        String column = graph.node("Unsqueeze", List.of(indices, graph.integers(List.of(-1))));
        String hit = graph.node("Equal", List.of(column, graph.indices(oneHot.depth())));
        return operators.cast(hit, GraphBuilder.type(oneHot.dtype()));
    }
}
