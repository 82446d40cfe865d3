// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Strides;

/** The location of a tensor: a block, an offset, and for each axis the distance of its entries. */
final class Nd4jBuffer implements Buffer {

    private final Shape shape;
    private final DType dtype;
    private final NativeBlock block;
    private final int offset;
    private final int[] strides;
    private final boolean contiguous;

    /** Describes a view; offset and strides are counted in elements. */
    Nd4jBuffer(Shape shape, DType dtype, NativeBlock block, int offset, int[] strides) {
        this.shape = shape;
        this.dtype = dtype;
        this.block = block;
        this.offset = offset;
        this.strides = strides;
        this.contiguous = Strides.areRowMajor(shape, strides);
    }

    /** Describes a tensor whose elements lie one after another, row-major. */
    static Nd4jBuffer rowMajor(Shape shape, DType dtype, NativeBlock block, int offset) {
        return new Nd4jBuffer(shape, dtype, block, offset, Strides.rowMajor(shape));
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    NativeBlock block() {
        return block;
    }

    int offset() {
        return offset;
    }

    /** Returns the elements of a row-major buffer, in one row, as ND4J sees them. */
    INDArray array() {
        return block.array(dtype, offset, shape.size());
    }

    int stride(int axis) {
        return strides[axis];
    }

    boolean isContiguous() {
        return contiguous;
    }

    /** Returns another view of the same block. */
    Nd4jBuffer view(Shape other, int start, int[] otherStrides) {
        return new Nd4jBuffer(other, dtype, block, start, otherStrides);
    }

    /**
     * Returns this tensor repeated, without a copy, along axes that it lacks or has with extent 1.
     */
    Nd4jBuffer broadcastTo(Shape target) {
        if (shape.equals(target)) {
            return this;
        }
        return view(target, offset, Strides.broadcast(shape, strides, target));
    }

    /** Axis i of the result is axis {@code order[i]} of the buffer. */
    Nd4jBuffer permute(int[] order) {
        int[] extents = new int[order.length];
        int[] distances = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            extents[i] = shape.extent(order[i]);
            distances[i] = strides[order[i]];
        }
        return view(Shape.of(extents), offset, distances);
    }

    /** Moves the ascending axes named behind all others. */
    Nd4jBuffer withAxesLast(int[] axes) {
        int rank = shape.rank();
        int[] order = new int[rank];
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (Arrays.binarySearch(axes, axis) < 0) {
                order[next++] = axis;
            }
        }
        System.arraycopy(axes, 0, order, next, axes.length);
        return permute(order);
    }

    /** Moves the last axis so that it becomes the axis named. */
    Nd4jBuffer withLastAxisAt(int axis) {
        int rank = shape.rank();
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i < axis ? i : i - 1;
        }
        order[axis] = rank - 1;
        return permute(order);
    }

    Nd4jBuffer slice(int axis, int from, int to) {
        int start = offset + from * strides[axis];
        return view(shape.with(axis, to - from), start, strides);
    }

    /** Copies n elements of a row-major FLOAT32 buffer from a position on. */
    void get(int position, float[] target, int n) {
        block.floats().get(offset + position, target, 0, n);
    }

    /** Copies n elements of a row-major INT32 buffer, or bits of a FLOAT32 one. */
    void get(int position, int[] target, int n) {
        block.ints().get(offset + position, target, 0, n);
    }

    /** Overwrites n elements of a row-major FLOAT32 buffer from a position on. */
    void put(int position, float[] values, int n) {
        block.floats().put(offset + position, values, 0, n);
    }

    /** Overwrites n elements of a row-major FLOAT64 buffer from a position on. */
    void put(int position, double[] values, int n) {
        block.doubles().put(offset + position, values, 0, n);
    }

    /** Overwrites n elements of a row-major INT32 buffer, or bits of a FLOAT32 one. */
    void put(int position, int[] values, int n) {
        block.ints().put(offset + position, values, 0, n);
    }

    /** Overwrites n elements of a row-major buffer of any type; integers lose fractions. */
    void put(int position, double[] values, int n, Tiles scratch) {
        if (dtype == DType.FLOAT64) {
            put(position, values, n);
            return;
        }
        float[] floats = scratch.convertedFloats;
        int[] ints = scratch.convertedInts;
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            if (dtype == DType.FLOAT32) {
                for (int i = 0; i < length; i++) {
                    floats[i] = (float) values[start + i];
                }
                put(position + start, floats, length);
            } else {
                for (int i = 0; i < length; i++) {
                    ints[i] = (int) values[start + i];
                }
                put(position + start, ints, length);
            }
        }
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
