// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.List;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * What makes a value of its operands. Integers that may differ with the batch are no part of it: they are
 * the {@link Node#numbers} of a node, or its shape.
 */
public sealed interface Operation {

    /** What a program is given, [B, ...]. */
    record Input(String name) implements Operation {}

    /** Numbers that are always the same. */
    record Constant(Literal literal) implements Operation {}

    /** One number everywhere. */
    record Fill(double value) implements Operation {}

    /** A function of each element. */
    record OfOne(Unary function) implements Operation {}

    /** A function of each pair of elements, which broadcast. */
    record OfTwo(Binary function) implements Operation {}

    /** A function of each element and a number. */
    record WithNumber(Binary function, double number) implements Operation {}

    /** The second operand where the first is not 0, else the third. */
    record Where() implements Operation {}

    /** Another element type, that of the node. */
    record Cast() implements Operation {}

    /** A fold of axes. */
    record Reduce(Reduction function, List<Integer> axes, boolean keepAxes) implements Operation {}

    /** The softmax of an axis, or its logarithm. */
    record Softmax(int axis, boolean logarithm) implements Operation {}

    /** The index of the first largest element of an axis. */
    record ArgMax(int axis) implements Operation {}

    /** The shape of the node. */
    record Reshape() implements Operation {}

    /** Another order of the axes. */
    record Permute(List<Integer> order) implements Operation {}

    /** Repeated to the shape of the node. */
    record BroadcastTo() implements Operation {}

    /** A range of an axis; the numbers are its ends. */
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

    /** The transposed convolution. */
    record ConvolveTransposed(ConvolutionGeometry geometry) implements Operation {}

    /** What no graph has: it is noted, and refused if an output depends on it. */
    record Other(String name) implements Operation {}
}
