// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.List;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Operations that move elements and compute nothing, or only add them up. A part of {@link
 * TensorBackend}.
 */
public interface ArrangementOperations {

    /** Creates a floating-point buffer of one value. */
    Buffer fill(double value, Shape shape, DType dtype);

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
     * Takes the entries of an axis that rank-1 INT32 indices name; shape as a, with the axis as
     * long as the indices.
     */
    Buffer gather(Buffer a, int axis, Buffer indices);

    /**
     * Adds each entry of a along an axis to the entry that rank-1 INT32 indices name, in an array
     * of zeros whose axis is {@code extent} long: the transpose of {@link #gather}.
     */
    Buffer scatterAdd(Buffer a, int axis, Buffer indices, int extent);

    /** Appends an axis of {@code depth} zeros with a one where the INT32 index says. */
    Buffer oneHot(Buffer indices, int depth, DType dtype);
}
