// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.ArrangementOperations;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Strides;

/** Operations that move elements and compute nothing, or only add them up. */
record Arrangement(NativeMemory memory, Tiles tiles) implements ArrangementOperations {

    @Override
    public Nd4jBuffer fill(double value, Shape shape, DType dtype) {
        Nd4jBuffer created = memory.allocate(shape, dtype);
        StridedCopy.fill(created, value);
        return created;
    }

    @Override
    public Nd4jBuffer reshape(Buffer operand, Shape shape) {
        Nd4jBuffer a = memory.contiguous(operand);
        return a.view(shape, a.offset(), Strides.rowMajor(shape));
    }

    @Override
    public Buffer permute(Buffer a, int[] order) {
        return ((Nd4jBuffer) a).permute(order);
    }

    @Override
    public Buffer broadcastTo(Buffer a, Shape shape) {
        return ((Nd4jBuffer) a).broadcastTo(shape);
    }

    @Override
    public Buffer slice(Buffer a, int axis, int from, int to) {
        return ((Nd4jBuffer) a).slice(axis, from, to);
    }

    @Override
    public Nd4jBuffer pad(Buffer operand, int axis, int before, int after) {
        Nd4jBuffer a = (Nd4jBuffer) operand;
        int extent = a.shape().extent(axis);
        Shape shape = a.shape().with(axis, before + extent + after);
        Nd4jBuffer result = memory.allocate(shape, a.dtype());
        StridedCopy.fill(result, 0);
        StridedCopy.copy(a, result.slice(axis, before, before + extent));
        return result;
    }

    @Override
    public Nd4jBuffer concatenate(List<Buffer> parts, int axis) {
        int extent = parts.stream().mapToInt(part -> part.shape().extent(axis)).sum();
        Buffer first = parts.get(0);
        Nd4jBuffer result = memory.allocate(first.shape().with(axis, extent), first.dtype());
        int from = 0;
        for (Buffer part : parts) {
            int to = from + part.shape().extent(axis);
            StridedCopy.copy((Nd4jBuffer) part, result.slice(axis, from, to));
            from = to;
        }
        return result;
    }

    // ---------------------------------------------------------------------------------- by index

    @Override
    public Nd4jBuffer gather(Buffer operand, int axis, Buffer indices) {
        Shape shape = operand.shape();
        int[] chosen = indices(indices, shape.extent(axis));
        Nd4jBuffer result = memory.allocate(shape.with(axis, chosen.length), operand.dtype());
        Arena.Mark mark = memory.mark();
        Nd4jBuffer a = memory.contiguous(operand);
        int outer = shape.range(0, axis).size();
        int inner = shape.from(axis + 1).size();
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < chosen.length; i++) {
                int from = a.offset() + (o * shape.extent(axis) + chosen[i]) * inner;
                int to = result.offset() + (o * chosen.length + i) * inner;
                copyRun(a, from, result, to, inner);
            }
        }
        memory.rewind(mark);
        return result;
    }

    private static void copyRun(Nd4jBuffer a, int from, Nd4jBuffer result, int to, int n) {
        if (a.dtype() == DType.FLOAT64) {
            DoubleBuffer source = a.block().doubles();
            if (n == 1) {
                result.block().doubles().put(to, source.get(from));
            } else {
                result.block().doubles().put(to, source, from, n);
            }
            return;
        }
        IntBuffer source = a.block().ints();
        if (n == 1) {
            result.block().ints().put(to, source.get(from));
        } else {
            result.block().ints().put(to, source, from, n);
        }
    }

    @Override
    public Nd4jBuffer scatterAdd(Buffer operand, int axis, Buffer indices, int extent) {
        Shape shape = operand.shape();
        int[] chosen = indices(indices, extent);
        Nd4jBuffer result = memory.allocate(shape.with(axis, extent), operand.dtype());
        StridedCopy.fill(result, 0);
        int outer = shape.range(0, axis).size();
        int inner = shape.from(axis + 1).size();
        if (shape.size() == 0) {
            return result;
        }
        StridedCursor cursor = new StridedCursor((Nd4jBuffer) operand);
        boolean single = operand.dtype() == DType.FLOAT32;
        for (int o = 0; o < outer; o++) {
            for (int index : chosen) {
                int to = result.offset() + (o * extent + index) * inner;
                if (single) {
                    addFloats(cursor, result, to, inner);
                } else {
                    addDoubles(cursor, result, to, inner);
                }
            }
        }
        return result;
    }

    private void addFloats(StridedCursor cursor, Nd4jBuffer result, int to, int n) {
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            cursor.read(tiles.floatsA, length);
            result.block().floats().get(to + start, tiles.floatsB, 0, length);
            FloatKernels.add(tiles.floatsA, tiles.floatsB, length);
            result.block().floats().put(to + start, tiles.floatsA, 0, length);
        }
    }

    private void addDoubles(StridedCursor cursor, Nd4jBuffer result, int to, int n) {
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            cursor.read(tiles.doublesA, length);
            result.block().doubles().get(to + start, tiles.doublesB, 0, length);
            for (int i = 0; i < length; i++) {
                tiles.doublesA[i] += tiles.doublesB[i];
            }
            result.block().doubles().put(to + start, tiles.doublesA, 0, length);
        }
    }

    @Override
    public Nd4jBuffer oneHot(Buffer indices, int depth, DType dtype) {
        int[] chosen = indices(indices, depth);
        Nd4jBuffer result = memory.allocate(indices.shape().append(depth), dtype);
        StridedCopy.fill(result, 0);
        for (int i = 0; i < chosen.length; i++) {
            int position = result.offset() + i * depth + chosen[i];
            switch (dtype) {
                case FLOAT32 -> result.block().floats().put(position, 1);
                case FLOAT64 -> result.block().doubles().put(position, 1);
                case INT32 -> result.block().ints().put(position, 1);
            }
        }
        return result;
    }

    private int[] indices(Buffer indices, int extent) {
        int[] chosen = memory.readInts(indices);
        for (int index : chosen) {
            if (index < 0 || index >= extent) {
                throw new IllegalArgumentException(
                        "index " + index + " is not within an axis of extent " + extent);
            }
        }
        return chosen;
    }
}
