// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ElementwiseOperations;
import org.vaelab.framework.tensor.spi.Unary;

/** Functions applied element by element, with broadcasting; each passes over memory once. */
record ElementWise(NativeMemory memory, ParallelRanges ranges) implements ElementwiseOperations {

    @Override
    public Nd4jBuffer unary(Unary function, Buffer operand) {
        Nd4jBuffer a = (Nd4jBuffer) operand;
        Nd4jBuffer result = memory.allocate(a.shape(), a.dtype());
        if (SpecialFunctions.areOfNd4j(function)) {
            Arena.Mark mark = memory.mark();
            SpecialFunctions.apply(function, memory.contiguous(a), result);
            memory.rewind(mark);
            return result;
        }
        boolean single = a.dtype() == DType.FLOAT32;
        ranges.splitElements(
                a.shape().size(),
                (tiles, from, to) -> {
                    StridedCursor x = new StridedCursor(a, from);
                    for (int start = from; start < to; start += Tiles.LENGTH) {
                        int n = Math.min(Tiles.LENGTH, to - start);
                        if (single) {
                            x.read(tiles.floatsA, n);
                            tiles.kernels.apply(function, tiles.floatsA, n);
                            result.put(start, tiles.floatsA, n);
                        } else {
                            x.read(tiles.doublesA, n);
                            DoubleKernels.apply(function, tiles.doublesA, n);
                            result.put(start, tiles.doublesA, n);
                        }
                    }
                });
        return result;
    }

    @Override
    public Nd4jBuffer binary(Binary function, Buffer first, Buffer second) {
        Shape shape = first.shape().broadcast(second.shape());
        Nd4jBuffer result = memory.allocate(shape, first.dtype());
        Nd4jBuffer a = ((Nd4jBuffer) first).broadcastTo(shape);
        Nd4jBuffer b = ((Nd4jBuffer) second).broadcastTo(shape);
        boolean single = first.dtype() == DType.FLOAT32;
        ranges.splitElements(
                shape.size(),
                (tiles, from, to) -> {
                    StridedCursor x = new StridedCursor(a, from);
                    StridedCursor y = new StridedCursor(b, from);
                    for (int start = from; start < to; start += Tiles.LENGTH) {
                        int n = Math.min(Tiles.LENGTH, to - start);
                        if (single) {
                            x.read(tiles.floatsA, n);
                            y.read(tiles.floatsB, n);
                            FloatKernels.apply(function, tiles.floatsA, tiles.floatsB, n);
                            result.put(start, tiles.floatsA, n);
                        } else {
                            x.read(tiles.doublesA, n);
                            y.read(tiles.doublesB, n);
                            DoubleKernels.apply(function, tiles.doublesA, tiles.doublesB, n);
                            result.put(start, tiles.doublesA, n);
                        }
                    }
                });
        return result;
    }

    @Override
    public Nd4jBuffer binary(Binary function, Buffer a, double constant) {
        return binary(function, a, memory.filled(constant, Shape.scalar(), a.dtype()));
    }

    @Override
    public Nd4jBuffer where(Buffer condition, Buffer first, Buffer second) {
        Shape shape = condition.shape().broadcast(first.shape()).broadcast(second.shape());
        Nd4jBuffer result = memory.allocate(shape, first.dtype());
        Tiles tiles = ranges.own();
        StridedCursor c = new StridedCursor(((Nd4jBuffer) condition).broadcastTo(shape));
        StridedCursor a = new StridedCursor(((Nd4jBuffer) first).broadcastTo(shape));
        StridedCursor b = new StridedCursor(((Nd4jBuffer) second).broadcastTo(shape));
        for (int start = 0; start < shape.size(); start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, shape.size() - start);
            c.read(tiles.doublesC, n, tiles);
            if (result.dtype() == DType.FLOAT64) {
                a.read(tiles.doublesA, n);
                b.read(tiles.doublesB, n);
                for (int i = 0; i < n; i++) {
                    tiles.doublesA[i] =
                            tiles.doublesC[i] != 0 ? tiles.doublesA[i] : tiles.doublesB[i];
                }
                result.put(start, tiles.doublesA, n);
            } else {
                a.read(tiles.intsA, n);
                b.read(tiles.intsB, n);
                for (int i = 0; i < n; i++) {
                    tiles.intsA[i] = tiles.doublesC[i] != 0 ? tiles.intsA[i] : tiles.intsB[i];
                }
                result.put(start, tiles.intsA, n);
            }
        }
        return result;
    }

    @Override
    public Nd4jBuffer cast(Buffer operand, DType dtype) {
        Nd4jBuffer a = (Nd4jBuffer) operand;
        if (a.dtype() == dtype) {
            return a;
        }
        Nd4jBuffer result = memory.allocate(a.shape(), dtype);
        Tiles tiles = ranges.own();
        StridedCursor cursor = new StridedCursor(a);
        for (int start = 0; start < a.shape().size(); start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, a.shape().size() - start);
            cursor.read(tiles.doublesA, n, tiles);
            result.put(start, tiles.doublesA, n, tiles);
        }
        return result;
    }
}
