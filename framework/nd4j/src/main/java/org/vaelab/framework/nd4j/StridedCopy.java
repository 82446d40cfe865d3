// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;

/** Copies between two views of one shape, whatever their strides; bits are not interpreted. */
final class StridedCopy {

    private StridedCopy() {}

    static void copy(Nd4jBuffer source, Nd4jBuffer target) {
        if (source.shape().size() == 0) {
            return;
        }
        if (source.isContiguous() && target.isContiguous()) {
            run(source, source.offset(), 1, target, target.offset(), 1, source.shape().size());
            return;
        }
        if (source.shape().rank() == 0) {
            run(source, source.offset(), 1, target, target.offset(), 1, 1);
            return;
        }
        copyAxis(source, target, 0, source.offset(), target.offset());
    }

    private static void copyAxis(Nd4jBuffer source, Nd4jBuffer target, int axis, int from, int to) {
        Shape shape = source.shape();
        int sourceStride = source.stride(axis);
        int targetStride = target.stride(axis);
        int extent = shape.extent(axis);
        int inner = innerSize(source, target, axis + 1);
        if (inner > 0) {
            if (inner == 1) {
                run(source, from, sourceStride, target, to, targetStride, extent);
            } else {
                for (int i = 0; i < extent; i++) {
                    int start = from + i * sourceStride;
                    run(source, start, 1, target, to + i * targetStride, 1, inner);
                }
            }
            return;
        }
        for (int i = 0; i < extent; i++) {
            copyAxis(source, target, axis + 1, from + i * sourceStride, to + i * targetStride);
        }
    }

    /** Returns how many elements the axes from {@code first} on hold if both lie densely, else 0. */
    private static int innerSize(Nd4jBuffer source, Nd4jBuffer target, int first) {
        int size = 1;
        for (int axis = source.shape().rank() - 1; axis >= first; axis--) {
            int extent = source.shape().extent(axis);
            boolean dense = source.stride(axis) == size && target.stride(axis) == size;
            if (extent != 1 && !dense) {
                return 0;
            }
            size *= extent;
        }
        return size;
    }

    private static void run(
            Nd4jBuffer source,
            int from,
            int sourceStride,
            Nd4jBuffer target,
            int to,
            int targetStride,
            int n) {
        if (source.dtype() == DType.FLOAT64) {
            DoubleBuffer in = source.block().doubles();
            DoubleBuffer out = target.block().doubles();
            if (sourceStride == 1 && targetStride == 1) {
                out.put(to, in, from, n);
                return;
            }
            for (int i = 0; i < n; i++) {
                out.put(to + i * targetStride, in.get(from + i * sourceStride));
            }
            return;
        }
        // Integers carry the bits of floats, NaNs included, unchanged.
        IntBuffer in = source.block().ints();
        IntBuffer out = target.block().ints();
        if (sourceStride == 1 && targetStride == 1) {
            out.put(to, in, from, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            out.put(to + i * targetStride, in.get(from + i * sourceStride));
        }
    }

    /** Overwrites all elements of a row-major buffer by one value. */
    static void fill(Nd4jBuffer target, double value) {
        int size = target.shape().size();
        int length = Math.min(size, Tiles.LENGTH);
        if (target.dtype() == DType.FLOAT64) {
            double[] tile = new double[length];
            Arrays.fill(tile, value);
            for (int start = 0; start < size; start += length) {
                target.put(start, tile, Math.min(length, size - start));
            }
            return;
        }
        boolean single = target.dtype() == DType.FLOAT32;
        int[] tile = new int[length];
        Arrays.fill(tile, single ? Float.floatToRawIntBits((float) value) : (int) value);
        for (int start = 0; start < size; start += length) {
            target.put(start, tile, Math.min(length, size - start));
        }
    }
}
