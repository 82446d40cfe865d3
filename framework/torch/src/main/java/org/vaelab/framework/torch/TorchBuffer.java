// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Strides;

/**
 * A view of a {@link NativeTensor}: shape, strides and offset. Views of views are computed here, in
 * Java; libtorch creates one only when an operation reads it.
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

    /** Returns the same view of memory that is laid out like this buffer's. */
    Tensor tensorIn(NativeTensor other) {
        return other.view(shape, strides, offset, lifetime);
    }

    boolean coversItsMemory() {
        return shape.size() >= memory.shape().size();
    }

    /** Returns whether the elements lie one after another, row-major. */
    boolean isRowMajor() {
        return Strides.areRowMajor(shape, strides);
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
        return view(other, offset, Strides.rowMajor(other));
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
        return view(target, offset, Strides.broadcast(shape, strides, target));
    }

    @Override
    public String toString() {
        return dtype() + shape.toString();
    }
}
