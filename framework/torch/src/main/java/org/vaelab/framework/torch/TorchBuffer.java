// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * A view of a {@link NativeTensor}: shape, strides and offset. Views of views are computed here, in
 * Java; libtorch hears of one only when an operation reads it.
 */
final class TorchBuffer implements Buffer {

    private final Shape shape;
    private final NativeTensor memory;
    private final int generation;
    private final int[] strides;
    private final int offset;
    private final Lifetime lifetime;
    private @Nullable Tensor tensor;

    TorchBuffer(Shape shape, NativeTensor memory, int[] strides, int offset, Lifetime lifetime) {
        this.shape = shape;
        this.memory = memory;
        this.generation = memory.generation();
        this.strides = strides;
        this.offset = offset;
        this.lifetime = lifetime;
    }

    static int[] rowMajorStrides(Shape shape) {
        int[] strides = new int[shape.rank()];
        int next = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = next;
            next *= Math.max(shape.extent(axis), 1);
        }
        return strides;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return memory.dtype();
    }

    NativeTensor memory() {
        return memory;
    }

    boolean isAlive() {
        return generation == memory.generation();
    }

    /**
     * Returns the tensor that libtorch's operations take.
     *
     * @throws IllegalStateException if its memory has been freed or given to another
     */
    Tensor tensor() {
        if (!isAlive()) {
            throw new IllegalStateException(
                    "a buffer is used after its memory was freed: its region is closed, or it was"
                            + " released");
        }
        Tensor known = tensor;
        if (known == null) {
            known = memory.view(shape, strides, offset, lifetime);
            tensor = known;
        }
        return known;
    }

    /** Returns whether the elements lie one after another, row-major. */
    boolean isRowMajor() {
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

    /** Returns whether this is all of its memory, in its order. */
    boolean isWhole() {
        return offset == 0 && shape.size() == memory.shape().size() && isRowMajor();
    }

    private TorchBuffer view(Shape other, int start, int[] otherStrides) {
        if (!isAlive()) {
            return this;
        }
        return new TorchBuffer(other, memory, otherStrides, start, lifetime);
    }

    /** Returns the same elements in another shape; this buffer must be row-major. */
    TorchBuffer reshaped(Shape other) {
        return view(other, offset, rowMajorStrides(other));
    }

    TorchBuffer permuted(int[] order) {
        int[] extents = new int[order.length];
        int[] permuted = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            extents[axis] = shape.extent(order[axis]);
            permuted[axis] = strides[order[axis]];
        }
        return view(Shape.of(extents), offset, permuted);
    }

    /** Returns this with its last two axes exchanged. */
    TorchBuffer transposed() {
        int[] order = new int[shape.rank()];
        for (int axis = 0; axis < order.length; axis++) {
            order[axis] = axis;
        }
        order[order.length - 1]--;
        order[order.length - 2]++;
        return permuted(order);
    }

    TorchBuffer sliced(int axis, int from, int to) {
        return view(shape.with(axis, to - from), offset + from * strides[axis], strides);
    }

    /** Returns this repeated, without a copy, along axes that it lacks or has with extent 1. */
    TorchBuffer broadcastTo(Shape target) {
        int[] repeated = new int[target.rank()];
        int lacking = target.rank() - shape.rank();
        for (int axis = lacking; axis < repeated.length; axis++) {
            boolean stays = shape.extent(axis - lacking) == target.extent(axis);
            repeated[axis] = stays ? strides[axis - lacking] : 0;
        }
        return view(target, offset, repeated);
    }

    @Override
    public String toString() {
        return dtype() + shape.toString();
    }
}
