// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.vaelab.framework.onnx.trace.Graph;
import org.vaelab.framework.onnx.trace.Literal;
import org.vaelab.framework.onnx.trace.Node;
import org.vaelab.framework.onnx.trace.ValueOrigin;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.testkit.tensor.ReferenceArray;
import org.vaelab.testkit.tensor.ReferenceOperations;

/**
 * Computes a graph in double precision, with a bound of the error of any computation of it in the
 * precision of its nodes (a running error analysis). So the bound holds for the kernels of every
 * processor.
 */
public final class RoundingAnalysis {

    private final Map<String, ReferenceArray> inputs;
    private final int rows;
    private final Map<Integer, Rounded> known = new LinkedHashMap<>();

    private RoundingAnalysis(Map<String, ReferenceArray> inputs, int rows) {
        this.inputs = inputs;
        this.rows = rows;
    }

    /**
     * Returns the outputs of a graph with their bounds.
     *
     * @param inputs by name, with {@code rows} rows
     */
    public static Map<String, Rounded> outputs(
            Graph graph, Map<String, ReferenceArray> inputs, int rows) {
        RoundingAnalysis analysis = new RoundingAnalysis(inputs, rows);
        for (Node node : graph.nodes()) {
            analysis.known.put(node.id(), analysis.of(node));
        }
        Map<String, Rounded> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, node) -> outputs.put(name, analysis.operand(node)));
        return outputs;
    }

    private Rounded operand(Node node) {
        return Objects.requireNonNull(known.get(node.id()));
    }

    /** Half the distance from 1 to the next number. */
    private static double unit(DType dtype) {
        return dtype == DType.FLOAT64 ? Math.ulp(1.0) / 2 : Math.ulp(1f) / 2.0;
    }

    private Shape shape(Node node) {
        return Shape.of(node.shape().stream().mapToInt(extent -> extent.at(rows)).toArray());
    }

    private Rounded of(Node node) {
        double u = unit(node.dtype());
        List<Rounded> operands = new ArrayList<>();
        node.operands().forEach(each -> operands.add(operand(each)));
        if (node.origin() instanceof ValueOrigin.Input input) {
            return Rounded.exact(Objects.requireNonNull(inputs.get(input.name())));
        } else if (node.origin() instanceof ValueOrigin.Constant constant) {
            return Rounded.exact(numbers(constant.literal()));
        }
        Operation operation = operation(node);
        if (operation instanceof Operation.Fill fill) {
            return Rounded.exact(ReferenceArray.generate(shape(node), index -> fill.number()))
                    .rounded(u);
        } else if (operation instanceof Operation.Where) {
            return Rounded.where(operands.get(0), operands.get(1), operands.get(2));
        } else if (operation instanceof Operation.Concatenate join) {
            return Rounded.concatenate(operands, join.axis());
        } else if (operation instanceof Operation.OfTwo of) {
            Rounded first = operands.get(0);
            Rounded result = first.binary(of.function(), operands.get(1), u);
            // A value compares with itself in any precision.
            boolean isItself = node.operands().get(0).id() == node.operands().get(1).id();
            return of.function().isComparison() && isItself
                    ? Rounded.exact(result.value())
                    : result;
        } else if (operation instanceof Operation.Gather gather) {
            ReferenceArray indices = operands.get(1).value();
            return operands.get(0)
                    .moved(a -> ReferenceOperations.gather(a, gather.axis(), indices));
        }
        Rounded first = operands.get(0);
        return operands.size() == 2
                ? product(node, first, operands.get(1), u)
                : ofOne(node, first, u);
    }

    private static Operation operation(Node node) {
        return ((ValueOrigin.Computed) node.origin()).operation();
    }

    private static ReferenceArray numbers(Literal literal) {
        ByteBuffer bytes = literal.bytes().order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[literal.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    switch (literal.dtype()) {
                        case FLOAT32 -> bytes.getFloat();
                        case FLOAT64 -> bytes.getDouble();
                        case INT32 -> bytes.getInt();
                    };
        }
        return ReferenceArray.of(literal.shape(), values);
    }

    private Rounded product(Node node, Rounded a, Rounded b, double u) {
        Shape kernel = b.value().shape();
        if (operation(node) instanceof Operation.Matmul matmul) {
            int terms = a.value().shape().extent(matmul.transposeFirst() ? -2 : -1);
            return a.product(
                    (x, y) ->
                            ReferenceOperations.matmul(
                                    x, matmul.transposeFirst(), y, matmul.transposeSecond()),
                    b,
                    terms,
                    u);
        } else if (operation(node) instanceof Operation.Convolve convolve) {
            int terms = kernel.size() / kernel.extent(0);
            return a.product(
                    (x, y) -> ReferenceOperations.convolve(x, y, convolve.geometry()), b, terms, u);
        } else if (operation(node) instanceof Operation.ConvolveInputGradient transposed) {
            int terms = kernel.size() / kernel.extent(1);
            Shape images = shape(node);
            return a.product(
                    (x, y) ->
                            ReferenceOperations.convolveInputGradient(
                                    x, y, images, transposed.geometry()),
                    b,
                    terms,
                    u);
        }
        throw new IllegalStateException("no error bound for " + operation(node));
    }

    private Rounded ofOne(Node node, Rounded x, double u) {
        Operation operation = operation(node);
        if (operation instanceof Operation.OfOne of) {
            return x.unary(of.function(), u);
        } else if (operation instanceof Operation.WithNumber with) {
            Rounded number = Rounded.exact(ReferenceArray.of(Shape.scalar(), with.number()));
            boolean isExact = with.number() == (float) with.number();
            return x.binary(with.function(), isExact ? number : number.rounded(u), u);
        } else if (operation instanceof Operation.Cast) {
            return node.dtype() == DType.INT32 ? x : x.rounded(u);
        } else if (operation instanceof Operation.Reduce reduce) {
            int[] axes = reduce.axes().stream().mapToInt(axis -> axis).toArray();
            return x.reduce(reduce.function(), axes, reduce.keepAxes(), u);
        } else if (operation instanceof Operation.Softmax softmax) {
            return x.softmax(softmax.axis(), softmax.logarithm(), u);
        } else if (operation instanceof Operation.ArgMax argMax) {
            return x.argMax(argMax.axis());
        }
        return arranged(node, x);
    }

    private Rounded arranged(Node node, Rounded x) {
        Operation operation = operation(node);
        List<Integer> numbers = node.numbers().stream().map(each -> each.at(rows)).toList();
        if (operation instanceof Operation.Reshape) {
            return x.moved(a -> a.reshape(shape(node)));
        } else if (operation instanceof Operation.Permute permute) {
            int[] order = permute.order().stream().mapToInt(axis -> axis).toArray();
            return x.moved(a -> ReferenceOperations.permute(a, order));
        } else if (operation instanceof Operation.BroadcastTo) {
            return x.moved(a -> ReferenceOperations.broadcastTo(a, shape(node)));
        } else if (operation instanceof Operation.Slice slice) {
            return x.moved(
                    a ->
                            ReferenceOperations.slice(
                                    a, slice.axis(), numbers.get(0), numbers.get(1)));
        } else if (operation instanceof Operation.Pad pad) {
            return x.moved(
                    a -> ReferenceOperations.pad(a, pad.axis(), numbers.get(0), numbers.get(1)));
        } else if (operation instanceof Operation.OneHot oneHot) {
            return Rounded.exact(ReferenceOperations.oneHot(x.value(), oneHot.depth()));
        }
        throw new IllegalStateException("no error bound for " + operation);
    }
}
