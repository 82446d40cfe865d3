// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.List;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.ArrangementOperations;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Strides;

/** Operations that move elements and compute nothing, or only add them up. */
record NativeArrangement(NativeMemory memory, Tiles tiles) implements ArrangementOperations {

    @Override
    public Nd4jBuffer fill(double value, Shape shape, DType dtype) {
        return memory.filled(value, shape, dtype);
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
        memory.fill(result, 0);
        join(a, axis, result, before);
        return result;
    }

    @Override
    public Nd4jBuffer concatenate(List<Buffer> parts, int axis) {
        int extent = parts.stream().mapToInt(part -> part.shape().extent(axis)).sum();
        Buffer first = parts.get(0);
        Nd4jBuffer result = memory.allocate(first.shape().with(axis, extent), first.dtype());
        int from = 0;
        for (Buffer part : parts) {
            join((Nd4jBuffer) part, axis, result, from);
            from += part.shape().extent(axis);
        }
        return result;
    }

    /** Copies a part over entries of an axis, from one on. */
    private void join(Nd4jBuffer part, int axis, Nd4jBuffer result, int from) {
        int inner = part.shape().from(axis + 1).size();
        int length = part.shape().extent(axis) * inner;
        memory.copy(part, result, from * inner, length, result.shape().extent(axis) * inner);
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
            result.block().doubles().put(to, a.block().doubles(), from, n);
        } else {
            result.block().ints().put(to, a.block().ints(), from, n);
        }
    }

    @Override
    public Nd4jBuffer scatterAdd(Buffer operand, int axis, Buffer indices, int extent) {
        Shape shape = operand.shape();
        int[] chosen = indices(indices, extent);
        Nd4jBuffer result = memory.allocate(shape.with(axis, extent), operand.dtype());
        memory.fill(result, 0);
        if (shape.size() == 0) {
            return result;
        }
        int outer = shape.range(0, axis).size();
        int inner = shape.from(axis + 1).size();
        StridedCursor cursor = new StridedCursor((Nd4jBuffer) operand);
        for (int o = 0; o < outer; o++) {
            for (int index : chosen) {
                add(cursor, result, (o * extent + index) * inner, inner);
            }
        }
        return result;
    }

    private void add(StridedCursor cursor, Nd4jBuffer result, int to, int n) {
        double[] sums = tiles.doublesA;
        double[] added = tiles.doublesB;
        StridedCursor before = new StridedCursor(result, to);
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            before.read(sums, length, tiles);
            cursor.read(added, length, tiles);
            for (int i = 0; i < length; i++) {
                sums[i] += added[i];
            }
            result.put(to + start, sums, length, tiles);
        }
    }

    @Override
    public Nd4jBuffer oneHot(Buffer indices, int depth, DType dtype) {
        int[] chosen = indices(indices, depth);
        Nd4jBuffer result = memory.allocate(indices.shape().append(depth), dtype);
        memory.fill(result, 0);
        double[] one = {1};
        for (int i = 0; i < chosen.length; i++) {
            result.put(i * depth + chosen[i], one, 1, tiles);
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
