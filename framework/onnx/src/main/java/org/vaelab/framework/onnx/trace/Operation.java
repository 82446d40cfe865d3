// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.List;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Computes a value from its operands. Integers that may differ with the batch are no part of it:
 * they are the {@link Node#numbers} of a node, or its shape.
 */
public sealed interface Operation {

    /** An input of the program, [B, ...]. */
    record Input(String name) implements Operation {}

    record Constant(Literal literal) implements Operation {}

    /** One number everywhere. */
    record Fill(double value) implements Operation {}

    record OfOne(Unary function) implements Operation {}

    record OfTwo(Binary function) implements Operation {}

    record WithNumber(Binary function, double number) implements Operation {}

    /** The second operand where the first is not 0, else the third. */
    record Where() implements Operation {}

    record Cast() implements Operation {}

    record Reduce(Reduction function, List<Integer> axes, boolean keepAxes) implements Operation {}

    record Softmax(int axis, boolean logarithm) implements Operation {}

    record ArgMax(int axis) implements Operation {}

    record Reshape() implements Operation {}

    record Permute(List<Integer> order) implements Operation {}

    /** Repeated to the shape of the node. */
    record BroadcastTo() implements Operation {}

    record Slice(int axis) implements Operation {}

    /** Zeros before and after an axis; the numbers say how many. */
    record Pad(int axis) implements Operation {}

    /** Operands side by side. */
    record Concatenate(int axis) implements Operation {}

    /** Entries of an axis of the first operand, by the indices of the second. */
    record Gather(int axis) implements Operation {}

    /** Unit vectors of indices. */
    record OneHot(int depth, DType dtype) implements Operation {}

    /** The product of the matrices of the last two axes. */
    record Matmul(boolean transposeFirst, boolean transposeSecond) implements Operation {}

    /** A cross-correlation of images with kernels. */
    record Convolve(ConvolutionGeometry geometry) implements Operation {}

    record ConvolveTransposed(ConvolutionGeometry geometry) implements Operation {}

    /** Numbers that a backend held before the program ran, such as a parameter. No node has it. */
    record Held(Buffer buffer) implements Operation {}

    /** An operation that graphs do not support. It is an error if an output depends on it. */
    record Other(String name) implements Operation {}
}
