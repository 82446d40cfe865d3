// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Strides;

/**
 * A tensor of libtorch with memory of its own, row-major, and the views of it that were asked for.
 * It is freed by hand: no garbage collection stands between a training step and its memory.
 *
 * <p>The memory serves many buffers in turn; a generation counts them, so that a buffer whose
 * memory has been given to another is recognised.
 */
final class NativeTensor {

    /** The number of cached views of a tensor: itself, its transpose, with a leading axis. */
    private static final int REMEMBERED = 8;

    private final Shape shape;
    private final DType dtype;
    private final Tensor whole;
    private final boolean reusable;
    private final int[] strides;
    private final List<View> views = new ArrayList<>();
    private int generation;
    private @Nullable IValue value;
    private @Nullable RoundedCopy rounded;

    private record View(Shape shape, int[] strides, int offset, Tensor tensor) {

        boolean is(Shape otherShape, int[] otherStrides, int otherOffset) {
            return offset == otherOffset
                    && Arrays.equals(strides, otherStrides)
                    && shape.equals(otherShape);
        }
    }

    /**
     * Takes ownership of a tensor.
     *
     * @param whole row-major, without an offset into its memory
     * @param reusable whether a pool may hand it out again
     */
    NativeTensor(Tensor whole, Shape shape, DType dtype, boolean reusable) {
        this.whole = whole;
        this.shape = shape;
        this.dtype = dtype;
        this.reusable = reusable;
        this.strides = Strides.rowMajor(shape);
    }

    /** Returns all of it as an element of a list of arguments. */
    IValue value() {
        IValue known = value;
        if (known == null) {
            known = new IValue(whole);
            value = known;
        }
        return known;
    }

    /**
     * Returns the copy in bfloat16, made at the first call.
     *
     * @param writes how often kept tensors have been written
     */
    RoundedCopy rounded(long writes) {
        RoundedCopy known = rounded;
        if (known == null) {
            known = new RoundedCopy(this, writes);
            rounded = known;
        }
        return known;
    }

    Shape shape() {
        return shape;
    }

    DType dtype() {
        return dtype;
    }

    Tensor whole() {
        return whole;
    }

    boolean isReusable() {
        return reusable;
    }

    long bytes() {
        return (long) shape.size() * dtype.bytes();
    }

    int generation() {
        return generation;
    }

    /** Returns the buffer that is all of this tensor. */
    TorchBuffer buffer(Lifetime lifetime) {
        return new TorchBuffer(shape, this, strides, 0, lifetime);
    }

    /** Invalidates all buffers of this tensor. */
    void recycle() {
        generation++;
    }

    /**
     * Returns a view. The first few are remembered until the memory is freed, because a training
     * loop asks for the same ones at every step; others die with the region.
     */
    Tensor view(Shape seenAs, int[] seenStrides, int offset, Lifetime lifetime) {
        if (offset == 0 && seenAs.equals(shape) && Arrays.equals(seenStrides, strides)) {
            return whole;
        }
        for (int i = 0; i < views.size(); i++) {
            View view = views.get(i);
            if (view.is(seenAs, seenStrides, offset)) {
                return view.tensor();
            }
        }
        Tensor created = strided(seenAs, seenStrides, offset);
        if (views.size() < REMEMBERED) {
            views.add(new View(seenAs, seenStrides, offset, created));
        } else {
            lifetime.adopt(created);
        }
        return created;
    }

    private Tensor strided(Shape seenAs, int[] seenStrides, int offset) {
        try (LongOptional start = new LongOptional(offset)) {
            return whole.as_strided(longs(seenAs.toArray()), longs(seenStrides), start);
        }
    }

    static long[] longs(int[] values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    void free() {
        generation++;
        for (View view : views) {
            close(view.tensor());
        }
        views.clear();
        if (value != null) {
            value.close();
            value = null;
        }
        if (rounded != null) {
            rounded.free();
            rounded = null;
        }
        close(whole);
    }

    static void close(@Nullable Tensor tensor) {
        if (tensor != null && !tensor.isNull()) {
            tensor.close();
        }
    }
}
