// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Walks over the elements of a view in row-major order and copies them out by the tile, whatever
 * its strides. Adjacent axes that lie evenly in memory are walked as one, so that the common cases
 * are one bulk copy per tile.
 */
final class StridedCursor {

    /** Below this length a loop is faster than a bulk copy. */
    private static final int SHORT_RUN = 8;

    private final NativeBlock block;
    private final DType dtype;
    private final int origin;
    private final int[] extents;
    private final int[] strides;
    private final int[] index;
    private final int innerExtent;
    private final int innerStride;
    private int row;
    private int column;
    private int from;

    /** Begins at a position, counted row-major, of a view that is not empty. */
    StridedCursor(Nd4jBuffer buffer, int position) {
        this(buffer);
        seek(position);
    }

    StridedCursor(Nd4jBuffer buffer) {
        block = buffer.block();
        dtype = buffer.dtype();
        origin = buffer.offset();
        int rank = buffer.shape().rank();
        int[] joinedExtents = new int[rank + 1];
        int[] joinedStrides = new int[rank + 1];
        int last = -1;
        for (int axis = 0; axis < rank; axis++) {
            int extent = buffer.shape().extent(axis);
            int stride = buffer.stride(axis);
            if (extent == 1) {
                continue;
            }
            if (last >= 0 && joinedStrides[last] == (long) stride * extent) {
                joinedExtents[last] *= extent;
            } else {
                joinedExtents[++last] = extent;
            }
            joinedStrides[last] = stride;
        }
        innerExtent = last < 0 ? 1 : joinedExtents[last];
        innerStride = last < 0 ? 1 : joinedStrides[last];
        int outer = Math.max(last, 0);
        extents = Arrays.copyOf(joinedExtents, outer);
        strides = Arrays.copyOf(joinedStrides, outer);
        index = new int[outer];
        row = origin;
    }

    /** Moves to the element at a position, counted row-major. */
    void seek(int position) {
        int rest = position / innerExtent;
        column = position % innerExtent;
        row = origin;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            index[axis] = rest % extents[axis];
            rest /= extents[axis];
            row += index[axis] * strides[axis];
        }
    }

    /** Copies the next n elements of a FLOAT32 view. */
    void read(float[] target, int n) {
        FloatBuffer source = block.floats();
        int at = 0;
        while (at < n) {
            int run = nextRun(n - at);
            if (innerStride == 0) {
                Arrays.fill(target, at, at + run, source.get(from));
            } else if (innerStride == 1 && run >= SHORT_RUN) {
                source.get(from, target, at, run);
            } else {
                for (int i = 0; i < run; i++) {
                    target[at + i] = source.get(from + i * innerStride);
                }
            }
            at += run;
        }
    }

    /** Copies the next n elements of a FLOAT64 view. */
    void read(double[] target, int n) {
        DoubleBuffer source = block.doubles();
        int at = 0;
        while (at < n) {
            int run = nextRun(n - at);
            if (innerStride == 0) {
                Arrays.fill(target, at, at + run, source.get(from));
            } else if (innerStride == 1 && run >= SHORT_RUN) {
                source.get(from, target, at, run);
            } else {
                for (int i = 0; i < run; i++) {
                    target[at + i] = source.get(from + i * innerStride);
                }
            }
            at += run;
        }
    }

    /** Copies the next n elements of an INT32 view, or the bits of a FLOAT32 view. */
    void read(int[] target, int n) {
        IntBuffer source = block.ints();
        int at = 0;
        while (at < n) {
            int run = nextRun(n - at);
            if (innerStride == 0) {
                Arrays.fill(target, at, at + run, source.get(from));
            } else if (innerStride == 1 && run >= SHORT_RUN) {
                source.get(from, target, at, run);
            } else {
                for (int i = 0; i < run; i++) {
                    target[at + i] = source.get(from + i * innerStride);
                }
            }
            at += run;
        }
    }

    /** Copies the next n elements, of any type, as doubles. */
    void read(double[] target, int n, Tiles scratch) {
        if (dtype == DType.FLOAT64) {
            read(target, n);
            return;
        }
        float[] floats = scratch.convertedFloats;
        int[] ints = scratch.convertedInts;
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            if (dtype == DType.FLOAT32) {
                read(floats, length);
                for (int i = 0; i < length; i++) {
                    target[start + i] = floats[i];
                }
            } else {
                read(ints, length);
                for (int i = 0; i < length; i++) {
                    target[start + i] = ints[i];
                }
            }
        }
    }

    /**
     * Sets {@code from} to the next element, steps over a run of even stride, returns its length.
     */
    private int nextRun(int limit) {
        from = row + column * innerStride;
        int run = Math.min(limit, innerExtent - column);
        column += run;
        if (column == innerExtent) {
            column = 0;
            carry();
        }
        return run;
    }

    private void carry() {
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            row += strides[axis];
            if (++index[axis] < extents[axis]) {
                return;
            }
            row -= strides[axis] * extents[axis];
            index[axis] = 0;
        }
    }
}
