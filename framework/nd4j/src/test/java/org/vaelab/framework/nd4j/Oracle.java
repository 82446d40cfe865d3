// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.function.IntToDoubleFunction;
import org.vaelab.framework.tensor.shape.Shape;

/** A tensor as a plain array, and the operations as plain loops over indices. */
record Oracle(Shape shape, double[] values) {

    static Oracle of(Shape shape, IntToDoubleFunction value) {
        double[] values = new double[shape.size()];
        java.util.Arrays.setAll(values, value);
        return new Oracle(shape, values);
    }

    /** Returns the index of the element at a row-major position. */
    static int[] index(Shape shape, int position) {
        int[] index = new int[shape.rank()];
        int rest = position;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.extent(axis);
            rest /= shape.extent(axis);
        }
        return index;
    }

    static int position(Shape shape, int[] index) {
        int position = 0;
        for (int axis = 0; axis < index.length; axis++) {
            position = position * shape.extent(axis) + index[axis];
        }
        return position;
    }

    double at(int... index) {
        return values[position(shape, index)];
    }

    /** Returns the element that broadcasting puts at an index of a larger shape. */
    double broadcastAt(int[] index) {
        int[] own = new int[shape.rank()];
        int extra = index.length - own.length;
        for (int axis = 0; axis < own.length; axis++) {
            own[axis] = shape.extent(axis) == 1 ? 0 : index[axis + extra];
        }
        return at(own);
    }

    Oracle permute(int[] order) {
        int[] extents = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            extents[i] = shape.extent(order[i]);
        }
        Shape permuted = Shape.of(extents);
        return of(
                permuted,
                p -> {
                    int[] index = index(permuted, p);
                    int[] source = new int[order.length];
                    for (int i = 0; i < order.length; i++) {
                        source[order[i]] = index[i];
                    }
                    return at(source);
                });
    }

    Oracle slice(int axis, int from, int to) {
        Shape sliced = shape.with(axis, to - from);
        return of(
                sliced,
                p -> {
                    int[] index = index(sliced, p);
                    index[axis] += from;
                    return at(index);
                });
    }

    Oracle broadcastTo(Shape target) {
        return of(target, p -> broadcastAt(index(target, p)));
    }

    Oracle reshape(Shape target) {
        return new Oracle(target, values);
    }
}
