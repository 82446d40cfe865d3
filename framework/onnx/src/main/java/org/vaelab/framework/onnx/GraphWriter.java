// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.vaelab.framework.onnx.trace.Extent;
import org.vaelab.framework.onnx.trace.Graph;
import org.vaelab.framework.onnx.trace.Node;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.onnx.trace.ValueOrigin;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.Reduction;

/** Writes a graph by the operators of ONNX's operator set {@value #OPERATOR_SET}. */
final class GraphWriter {

    /** The operator set of May 2022, which every runtime in use supports. */
    static final int OPERATOR_SET = 17;

    private final GraphBuilder graph;
    private final Operators operators;
    private final List<String> written = new ArrayList<>();

    /** How each kind of operation is written. */
    private final Map<Class<?>, Row<Operation>> rows = new HashMap<>();

    GraphWriter(String name) {
        this.graph = new GraphBuilder(name);
        this.operators = new Operators(graph);
        elementwise();
        reductions();
        arrangement();
        products();
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
        if (node.origin() instanceof ValueOrigin.Input input) {
            return input.name();
        }
        if (node.origin() instanceof ValueOrigin.Constant constant) {
            return graph.literal(constant.literal(), node.name());
        }
        Operation operation = ((ValueOrigin.Computed) node.origin()).operation();
        Row<Operation> row = rows.get(operation.getClass());
        if (row == null) {
            throw new UntraceableException("ONNX has no operator for " + operation);
        }
        return row.write(operation, node, operands);
    }

    /** Writes an operation with operands of these names, and returns the name of its result. */
    private interface Row<O extends Operation> {
        String write(O operation, Node node, List<String> x);
    }

    private <O extends Operation> void row(Class<O> kind, Row<O> row) {
        rows.put(kind, (operation, node, x) -> row.write(kind.cast(operation), node, x));
    }

    /** Returns the kinds of operations that ONNX has operators for. */
    Set<Class<?>> kinds() {
        return rows.keySet();
    }

    private void elementwise() {
        row(
                Operation.OfOne.class,
                (of, node, x) -> operators.unary(of.function(), x.get(0), node.dtype()));
        row(
                Operation.OfTwo.class,
                (of, node, x) -> operators.binary(of.function(), x.get(0), x.get(1), node.dtype()));
        row(
                Operation.WithNumber.class,
                (with, node, x) ->
                        operators.binary(
                                with.function(),
                                x.get(0),
                                graph.number(with.number(), node.dtype()),
                                node.dtype()));
        row(
                Operation.Where.class,
                (where, node, x) -> operators.where(x.get(0), x.get(1), x.get(2)));
        row(
                Operation.Cast.class,
                (cast, node, x) -> operators.cast(x.get(0), GraphBuilder.type(node.dtype())));
    }

    private void reductions() {
        row(Operation.Reduce.class, (reduce, node, x) -> reduce(reduce, x.get(0)));
        row(
                Operation.Softmax.class,
                (softmax, node, x) ->
                        along(softmax.logarithm() ? "LogSoftmax" : "Softmax", softmax.axis(), x));
        row(Operation.ArgMax.class, (argMax, node, x) -> argMax(argMax.axis(), x));
    }

    private void arrangement() {
        row(Operation.Fill.class, (fill, node, x) -> fill(fill.number(), node));
        row(
                Operation.Reshape.class,
                (to, node, x) -> graph.node("Reshape", List.of(x.get(0), reshape(node.shape()))));
        row(
                Operation.Permute.class,
                (permute, node, x) ->
                        graph.node(
                                "Transpose", x, GraphBuilder.attribute("perm", permute.order())));
        row(
                Operation.BroadcastTo.class,
                (to, node, x) ->
                        graph.node("Expand", List.of(x.get(0), graph.extents(expanded(node)))));
        row(
                Operation.Slice.class,
                (slice, node, x) -> slice(slice.axis(), node.numbers(), x.get(0)));
        row(Operation.Pad.class, (pad, node, x) -> pad(pad.axis(), node, x.get(0)));
        row(Operation.Concatenate.class, (join, node, x) -> along("Concat", join.axis(), x));
        row(Operation.Gather.class, (gather, node, x) -> along("Gather", gather.axis(), x));
        row(Operation.OneHot.class, (oneHot, node, x) -> oneHot(oneHot, x.get(0)));
    }

    private void products() {
        row(Operation.Matmul.class, operators::matmul);
        row(
                Operation.Convolve.class,
                (convolve, node, x) -> operators.convolve(convolve.geometry(), x));
        row(
                Operation.ConvolveInputGradient.class,
                (gradient, node, x) -> operators.transposed(gradient.geometry(), node, x));
    }

    private String along(String operator, int axis, List<String> x) {
        return graph.node(operator, x, GraphBuilder.attribute("axis", axis));
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
        String operator = Objects.requireNonNull(OperatorNames.REDUCTIONS.get(reduce.function()));
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
