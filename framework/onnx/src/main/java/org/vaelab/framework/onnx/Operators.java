// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.vaelab.framework.onnx.trace.Node;
import org.vaelab.framework.onnx.trace.UntraceableException;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Functions of elements, products of matrices and convolutions by ONNX's operators. Where ONNX has
 * none, or one that loses digits in every runtime that writes out its definition, by several.
 */
record Operators(GraphBuilder graph) {

    /**
     * Applies a function.
     *
     * @param x the name of its argument, of a dtype
     * @throws UntraceableException if ONNX cannot say it
     */
    String unary(Unary function, String x, DType dtype) {
        return switch (function) {
            case EXPM1 -> expm1(x, dtype);
            case LOG1P -> log1p(x, dtype);
            case SQUARE -> two("Mul", x, x);
            case SIGMOID -> sigmoid(x, dtype);
            case SOFTPLUS -> softplus(x, dtype);
            case LGAMMA, DIGAMMA, TRIGAMMA ->
                    throw new UntraceableException("ONNX has no operator for " + function);
            default -> one(Objects.requireNonNull(OperatorNames.UNARY.get(function)), x);
        };
    }

    /** tanh(x/2) (e^x + 1), which has the digits of e^x - 1 near 0. */
    private String expm1(String x, DType dtype) {
        String half = two("Mul", x, graph.number(0.5, dtype));
        String above = two("Add", one("Exp", x), graph.number(1, dtype));
        return two("Mul", one("Tanh", half), above);
    }

    /** log(u) x / (u - 1) with u = 1 + x as it is rounded, and x where u is 1. */
    private String log1p(String x, DType dtype) {
        String unit = graph.number(1, dtype);
        String u = two("Add", x, unit);
        String ratio = two("Div", x, two("Sub", u, unit));
        String isTiny = two("Equal", u, unit);
        return graph.node("Where", List.of(isTiny, x, two("Mul", one("Log", u), ratio)));
    }

    /**
     * 1 / (1 + e^-x): the approximation in ONNX Runtime 1.29 is off by 6e-5 of its value at 3e-4.
     */
    private String sigmoid(String x, DType dtype) {
        String odds = one("Exp", one("Neg", x));
        return one("Reciprocal", two("Add", odds, graph.number(1, dtype)));
    }

    /** max(x, 0) + log1p(e^-|x|), where log(1 + e^x) is 0 from -17 down in float32. */
    private String softplus(String x, DType dtype) {
        String tail = log1p(one("Exp", one("Neg", one("Abs", x))), dtype);
        return two("Add", one("Relu", x), tail);
    }

    String binary(Binary function, String a, String b, DType dtype) {
        if (function == Binary.ATAN2) {
            throw new UntraceableException("ONNX has no operator for " + function);
        }
        String result = two(Objects.requireNonNull(OperatorNames.BINARY.get(function)), a, b);
        return function.isComparison() ? cast(result, GraphBuilder.type(dtype)) : result;
    }

    /** Takes a where the condition is not 0, else b. */
    String where(String condition, String a, String b) {
        return graph.node("Where", List.of(cast(condition, DataType.BOOL), a, b));
    }

    String cast(String x, DataType type) {
        return graph.node("Cast", List.of(x), GraphBuilder.attribute("to", type.getNumber()));
    }

    private String one(String operator, String x) {
        return graph.node(operator, List.of(x));
    }

    private String two(String operator, String a, String b) {
        return graph.node(operator, List.of(a, b));
    }

    // ---------------------------------------------------- products of matrices and convolutions

    String matmul(Operation.Matmul product, Node node, List<String> operands) {
        String a = operands.get(0);
        String b = operands.get(1);
        if (product.transposeFirst()) {
            a = transposed(a, node.operands().get(0).rank());
        }
        if (product.transposeSecond()) {
            b = transposed(b, node.operands().get(1).rank());
        }
        return graph.node("MatMul", List.of(a, b));
    }

    private String transposed(String matrix, int rank) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.swap(order, rank - 1, rank - 2);
        return graph.node("Transpose", List.of(matrix), GraphBuilder.attribute("perm", order));
    }

    String convolve(ConvolutionGeometry geometry, List<String> operands) {
        return graph.node("Conv", operands, geometry(geometry, List.of()));
    }

    /** The kernels are [C, F, R, S] for images [N, C, H, W], as in ONNX. */
    String transposed(ConvolutionGeometry geometry, Node node, List<String> operands) {
        List<Integer> beyond = new ArrayList<>();
        for (int axis = 2; axis < 4; axis++) {
            int input = node.operands().get(0).shape().get(axis).number();
            int kernel = node.operands().get(1).shape().get(axis).number();
            int output = node.shape().get(axis).number();
            beyond.add(output - geometry.transposedOutput(input, kernel, 0));
        }
        return graph.node(
                "ConvTranspose",
                operands,
                geometry(geometry, List.of(GraphBuilder.attribute("output_padding", beyond))));
    }

    private static AttributeProto[] geometry(
            ConvolutionGeometry geometry, List<AttributeProto> further) {
        List<AttributeProto> all = new ArrayList<>(further);
        all.add(GraphBuilder.attribute("strides", Collections.nCopies(2, geometry.stride())));
        all.add(GraphBuilder.attribute("pads", Collections.nCopies(4, geometry.padding())));
        return all.toArray(AttributeProto[]::new);
    }
}
