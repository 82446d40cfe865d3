// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.onnx.trace.Node;
import org.vaelab.framework.onnx.trace.Operation;
import org.vaelab.framework.tensor.ConvolutionGeometry;

/** Products of matrices and convolutions by ONNX's operators. */
final class Products {

    private final GraphBuilder graph;

    Products(GraphBuilder graph) {
        this.graph = graph;
    }

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
        return graph.node("Transpose", List.of(matrix), Attributes.integers("perm", order));
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
                geometry(geometry, List.of(Attributes.integers("output_padding", beyond))));
    }

    private static AttributeProto[] geometry(
            ConvolutionGeometry geometry, List<AttributeProto> further) {
        List<AttributeProto> all = new ArrayList<>(further);
        all.add(Attributes.integers("strides", Collections.nCopies(2, geometry.stride())));
        all.add(Attributes.integers("pads", Collections.nCopies(4, geometry.padding())));
        return all.toArray(AttributeProto[]::new);
    }
}
