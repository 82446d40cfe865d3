// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;
import org.vaelab.framework.tensor.Shape;

/** Other ways to see the same memory. */
final class Views {

    private Views() {}

    /** Axis i of the result is axis {@code order[i]} of the buffer. */
    static Nd4jBuffer permute(Nd4jBuffer a, int[] order) {
        int[] extents = new int[order.length];
        int[] strides = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            extents[i] = a.shape().extent(order[i]);
            strides[i] = a.stride(order[i]);
        }
        return a.view(Shape.of(extents), a.offset(), strides);
    }

    /** Moves the ascending axes named behind all others. */
    static Nd4jBuffer withAxesLast(Nd4jBuffer a, int[] axes) {
        int rank = a.shape().rank();
        int[] order = new int[rank];
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (Arrays.binarySearch(axes, axis) < 0) {
                order[next++] = axis;
            }
        }
        System.arraycopy(axes, 0, order, next, axes.length);
        return permute(a, order);
    }

    /** Moves the last axis so that it becomes the axis named. */
    static Nd4jBuffer withLastAxisAt(Nd4jBuffer a, int axis) {
        int rank = a.shape().rank();
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i < axis ? i : i - 1;
        }
        order[axis] = rank - 1;
        return permute(a, order);
    }

    /** Takes {@code [from, to)} of an axis. */
    static Nd4jBuffer slice(Nd4jBuffer a, int axis, int from, int to) {
        int start = a.offset() + from * a.stride(axis);
        return a.view(a.shape().with(axis, to - from), start, a.strides());
    }
}
