// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The layout of a view: for each axis the distance, counted in elements, from one entry to the
 * next.
 */
@Internal
public final class Strides {

    private Strides() {}

    /** Returns the strides of elements that lie one after another, the last axis fastest. */
    public static int[] rowMajor(Shape shape) {
        int[] strides = new int[shape.rank()];
        int next = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = next;
            next *= Math.max(shape.extent(axis), 1);
        }
        return strides;
    }

    /**
     * Returns whether elements lie one after another, the last axis fastest; those of an empty
     * shape do. The stride of an axis of extent 1 says nothing.
     */
    public static boolean areRowMajor(Shape shape, int[] strides) {
        int expected = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            int extent = shape.extent(axis);
            if (extent != 1 && strides[axis] != expected) {
                return shape.size() == 0;
            }
            expected *= extent;
        }
        return true;
    }

    /**
     * Returns the strides with which the elements are seen repeated: 0 along the axes that the
     * shape lacks or has with extent 1.
     *
     * @param target a shape to which {@code shape} broadcasts
     */
    public static int[] broadcast(Shape shape, int[] strides, Shape target) {
        int[] repeated = new int[target.rank()];
        int lacking = target.rank() - shape.rank();
        for (int axis = lacking; axis < repeated.length; axis++) {
            boolean stays = shape.extent(axis - lacking) == target.extent(axis);
            repeated[axis] = stays ? strides[axis - lacking] : 0;
        }
        return repeated;
    }
}
