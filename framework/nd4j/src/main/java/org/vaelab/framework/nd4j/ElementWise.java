// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ElementwiseOperations;
import org.vaelab.framework.tensor.spi.Unary;

/** Functions applied element by element, with broadcasting; each passes over memory once. */
final class ElementWise implements ElementwiseOperations {

    private final NativeMemory memory;
    private final Tiles tiles;
    private final FloatKernels floatKernels;

    ElementWise(NativeMemory memory, Tiles tiles, FloatKernels floatKernels) {
        this.memory = memory;
        this.floatKernels = floatKernels;
        this.tiles = tiles;
    }

    @Override
    public Nd4jBuffer unary(Unary function, Buffer operand) {
        Nd4jBuffer a = (Nd4jBuffer) operand;
        Nd4jBuffer result = memory.allocate(a.shape(), a.dtype());
        StridedCursor cursor = new StridedCursor(a);
        int size = a.shape().size();
        boolean single = a.dtype() == DType.FLOAT32;
        FloatKernels.OfOne kernel = floatKernels.of(function);
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            if (single) {
                cursor.read(tiles.floatsA, n);
                kernel.apply(tiles.floatsA, n);
                result.put(start, tiles.floatsA, n);
            } else {
                cursor.read(tiles.doublesA, n);
                DoubleKernels.apply(function, tiles.doublesA, n);
                result.put(start, tiles.doublesA, n);
            }
        }
        return result;
    }

    @Override
    public Nd4jBuffer binary(Binary function, Buffer first, Buffer second) {
        Shape shape = first.shape().broadcast(second.shape());
        Nd4jBuffer result = memory.allocate(shape, first.dtype());
        StridedCursor a = new StridedCursor(((Nd4jBuffer) first).broadcastTo(shape));
        StridedCursor b = new StridedCursor(((Nd4jBuffer) second).broadcastTo(shape));
        int size = shape.size();
        boolean single = first.dtype() == DType.FLOAT32;
        FloatKernels.OfTwo kernel = FloatKernels.of(function);
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            if (single) {
                a.read(tiles.floatsA, n);
                b.read(tiles.floatsB, n);
                kernel.apply(tiles.floatsA, tiles.floatsB, n);
                result.put(start, tiles.floatsA, n);
            } else {
                a.read(tiles.doublesA, n);
                b.read(tiles.doublesB, n);
                DoubleKernels.apply(function, tiles.doublesA, tiles.doublesB, n);
                result.put(start, tiles.doublesA, n);
            }
        }
        return result;
    }

    @Override
    public Nd4jBuffer binary(Binary function, Buffer first, double constant) {
        Nd4jBuffer a = (Nd4jBuffer) first;
        Nd4jBuffer result = memory.allocate(a.shape(), a.dtype());
        StridedCursor cursor = new StridedCursor(a);
        int size = a.shape().size();
        boolean single = a.dtype() == DType.FLOAT32;
        FloatKernels.OfTwo kernel = FloatKernels.of(function);
        if (single) {
            Arrays.fill(tiles.floatsB, 0, Math.min(size, Tiles.LENGTH), (float) constant);
        } else {
            Arrays.fill(tiles.doublesB, 0, Math.min(size, Tiles.LENGTH), constant);
        }
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            if (single) {
                cursor.read(tiles.floatsA, n);
                kernel.apply(tiles.floatsA, tiles.floatsB, n);
                result.put(start, tiles.floatsA, n);
            } else {
                cursor.read(tiles.doublesA, n);
                DoubleKernels.apply(function, tiles.doublesA, tiles.doublesB, n);
                result.put(start, tiles.doublesA, n);
            }
        }
        return result;
    }

    @Override
    public Nd4jBuffer where(Buffer condition, Buffer first, Buffer second) {
        Shape shape = condition.shape().broadcast(first.shape()).broadcast(second.shape());
        Nd4jBuffer result = memory.allocate(shape, first.dtype());
        Nd4jBuffer mask = (Nd4jBuffer) condition;
        StridedCursor c = new StridedCursor(mask.broadcastTo(shape));
        StridedCursor a = new StridedCursor(((Nd4jBuffer) first).broadcastTo(shape));
        StridedCursor b = new StridedCursor(((Nd4jBuffer) second).broadcastTo(shape));
        int size = shape.size();
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            readAsDoubles(c, mask.dtype(), tiles.doublesC, n);
            select(a, b, result, start, n);
        }
        return result;
    }

    /** Takes a tile of a where that of the condition is not 0, else of b; bits stay as they are. */
    private void select(StridedCursor a, StridedCursor b, Nd4jBuffer result, int start, int n) {
        double[] condition = tiles.doublesC;
        if (result.dtype() == DType.FLOAT64) {
            a.read(tiles.doublesA, n);
            b.read(tiles.doublesB, n);
            for (int i = 0; i < n; i++) {
                tiles.doublesA[i] = condition[i] != 0 ? tiles.doublesA[i] : tiles.doublesB[i];
            }
            result.put(start, tiles.doublesA, n);
        } else {
            a.read(tiles.intsA, n);
            b.read(tiles.intsB, n);
            for (int i = 0; i < n; i++) {
                tiles.intsA[i] = condition[i] != 0 ? tiles.intsA[i] : tiles.intsB[i];
            }
            result.put(start, tiles.intsA, n);
        }
    }

    @Override
    public Nd4jBuffer cast(Buffer operand, DType dtype) {
        Nd4jBuffer a = (Nd4jBuffer) operand;
        if (a.dtype() == dtype) {
            return a;
        }
        Nd4jBuffer result = memory.allocate(a.shape(), dtype);
        StridedCursor cursor = new StridedCursor(a);
        int size = a.shape().size();
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            readAsDoubles(cursor, a.dtype(), tiles.doublesA, n);
            putDoubles(result, start, n);
        }
        return result;
    }

    private void readAsDoubles(StridedCursor cursor, DType dtype, double[] target, int n) {
        switch (dtype) {
            case FLOAT64 -> cursor.read(target, n);
            case FLOAT32 -> {
                cursor.read(tiles.floatsD, n);
                for (int i = 0; i < n; i++) {
                    target[i] = tiles.floatsD[i];
                }
            }
            case INT32 -> {
                cursor.read(tiles.intsA, n);
                for (int i = 0; i < n; i++) {
                    target[i] = tiles.intsA[i];
                }
            }
        }
    }

    private void putDoubles(Nd4jBuffer result, int start, int n) {
        double[] values = tiles.doublesA;
        switch (result.dtype()) {
            case FLOAT64 -> result.put(start, values, n);
            case FLOAT32 -> {
                for (int i = 0; i < n; i++) {
                    tiles.floatsA[i] = (float) values[i];
                }
                result.put(start, tiles.floatsA, n);
            }
            case INT32 -> {
                for (int i = 0; i < n; i++) {
                    tiles.intsA[i] = (int) values[i];
                }
                result.put(start, tiles.intsA, n);
            }
        }
    }
}
