// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.List;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;

/**
 * The operations from which all others can be composed. Axes arrive in [0, rank), ascending;
 * operands have one dtype. A result may share memory with an operand.
 */
public interface PrimitiveOperations {

    /** Applies a function to each element. */
    Buffer unary(Unary function, Buffer a);

    /** Applies a function to each pair of elements, with broadcasting. */
    Buffer binary(Binary function, Buffer a, Buffer b);

    /** Applies a function with a constant as its second argument, rounded to the dtype first. */
    Buffer binary(Binary function, Buffer a, double b);

    /** Takes a where the condition is not 0, else b; the three broadcast. */
    Buffer where(Buffer condition, Buffer a, Buffer b);

    /** Converts the elements; towards {@link DType#INT32} the fraction is dropped. */
    Buffer cast(Buffer a, DType dtype);

    /** Folds the axes; with {@code keepAxes} they stay with extent 1. */
    Buffer reduce(Reduction function, Buffer a, int[] axes, boolean keepAxes);

    /** Returns e^x / sum e^x along an axis, with the largest element taken out first. */
    Buffer softmax(Buffer a, int axis);

    /** Returns x - ln sum e^x along an axis. */
    Buffer logSoftmax(Buffer a, int axis);

    /** Returns the index of the first largest element along an axis, which is dropped; INT32. */
    Buffer argMax(Buffer a, int axis);

    /** Gives the elements, row-major, another shape of the same size. */
    Buffer reshape(Buffer a, Shape shape);

    /** Axis i of the result is axis {@code order[i]} of a. */
    Buffer permute(Buffer a, int[] order);

    /** Repeats a along the axes it lacks or has with extent 1. */
    Buffer broadcastTo(Buffer a, Shape shape);

    /** Takes {@code [from, to)} of an axis. */
    Buffer slice(Buffer a, int axis, int from, int to);

    /** Adds zeros before and after an axis: the transpose of {@link #slice}. */
    Buffer pad(Buffer a, int axis, int before, int after);

    /** Joins buffers that agree in all other axes. */
    Buffer concatenate(List<Buffer> parts, int axis);

    /**
     * Takes the entries of an axis that rank-1 INT32 indices name; shape as a, with the axis as long
     * as the indices.
     */
    Buffer gather(Buffer a, int axis, Buffer indices);

    /**
     * Adds each entry of a along an axis to the entry that rank-1 INT32 indices name, in an array of
     * zeros whose axis is {@code extent} long: the transpose of {@link #gather}.
     */
    Buffer scatterAdd(Buffer a, int axis, Buffer indices, int extent);

    /** Appends an axis of {@code depth} zeros with a one where the INT32 index says. */
    Buffer oneHot(Buffer indices, int depth, DType dtype);

    /**
     * Multiplies the matrices of the last two axes, each transposed first if so asked; the axes
     * before them broadcast.
     */
    Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB);

    /**
     * Cross-correlates x [N, C, H, W] with kernels w [F, C, R, S]: y [N, F, H', W'] by the {@link
     * ConvolutionGeometry#output} of each extent.
     */
    Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry);

    /**
     * The gradient of {@link #convolve} in x, given that of y: also the transposed convolution.
     *
     * @param dy [N, F, H', W']
     * @param w [F, C, R, S]
     * @param x the shape of the result [N, C, H, W]
     */
    Buffer convolveInputGradient(Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry);

    /** The gradient of {@link #convolve} in w, of shape {@code w}, given that of y. */
    Buffer convolveKernelGradient(Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry);
}
