// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ElementwiseOperations;
import org.vaelab.framework.tensor.spi.Unary;

/** Functions applied element by element, with broadcasting; each passes over memory once. */
final class ElementWise implements ElementwiseOperations {

    /** A row shorter than this is repeated by tiles, not by itself. */
    private static final int SHORT_ROW = 64;

    private final NativeMemory memory;
    private final Tiles tiles;
    private final Kernels kernels;
    private final Floats scratchA;
    private final Floats scratchB;

    ElementWise(NativeMemory memory, Tiles tiles, Kernels kernels) {
        this.memory = memory;
        this.tiles = tiles;
        this.kernels = kernels;
        scratchA = tiles.scratch(0);
        scratchB = tiles.scratch(1);
    }

    @Override
    public Nd4jBuffer unary(Unary function, Buffer operand) {
        Nd4jBuffer a = (Nd4jBuffer) operand;
        Nd4jBuffer result = memory.allocate(a.shape(), a.dtype());
        int size = a.shape().size();
        if (a.dtype() == DType.FLOAT32) {
            Pieces x = Pieces.of(a, scratchA);
            Floats y = result.floats();
            for (int start = 0; start < size; start += x.most()) {
                int n = Math.min(x.most(), size - start);
                kernels.unary(function, x.next(start, n), y.plus(start), n);
            }
            return result;
        }
        StridedCursor cursor = new StridedCursor(a);
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            cursor.read(tiles.doublesA, n);
            DoubleKernels.apply(function, tiles.doublesA, n);
            result.put(start, tiles.doublesA, n);
        }
        return result;
    }

    @Override
    public Nd4jBuffer binary(Binary function, Buffer first, Buffer second) {
        Shape shape = first.shape().broadcast(second.shape());
        Nd4jBuffer a = (Nd4jBuffer) first;
        Nd4jBuffer b = (Nd4jBuffer) second;
        if (first.dtype() == DType.FLOAT32) {
            return binaryFloats(function, a, b, shape);
        }
        Nd4jBuffer result = memory.allocate(shape, first.dtype());
        StridedCursor cursorA = new StridedCursor(a.broadcastTo(shape));
        StridedCursor cursorB = new StridedCursor(b.broadcastTo(shape));
        int size = shape.size();
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            cursorA.read(tiles.doublesA, n);
            cursorB.read(tiles.doublesB, n);
            DoubleKernels.apply(function, tiles.doublesA, tiles.doublesB, n);
            result.put(start, tiles.doublesA, n);
        }
        return result;
    }

    private Nd4jBuffer binaryFloats(Binary function, Nd4jBuffer a, Nd4jBuffer b, Shape shape) {
        boolean whole = a.isContiguous() && a.shape().equals(shape);
        if (whole && b.shape().size() == 1) {
            return binaryFloats(function, a, b.block().floats().get(b.offset()));
        }
        Nd4jBuffer result = memory.allocate(shape, a.dtype());
        Floats y = result.floats();
        int size = shape.size();
        int row = b.shape().size();
        if (whole && row < size && row >= SHORT_ROW && b.isContiguous() && isRow(b, shape)) {
            kernels.binaryRows(function, a.floats(), b.floats(), y, size / row, row);
            return result;
        }
        Pieces first = Pieces.of(a.broadcastTo(shape), scratchA);
        Pieces second = Pieces.of(b.broadcastTo(shape), scratchB);
        int most = Math.min(first.most(), second.most());
        for (int start = 0; start < size; start += most) {
            int n = Math.min(most, size - start);
            kernels.binary(function, first.next(start, n), second.next(start, n), y.plus(start), n);
        }
        return result;
    }

    /** Returns whether a buffer broadcasts only over leading axes. */
    private static boolean isRow(Nd4jBuffer b, Shape shape) {
        int size = 1;
        for (int axis = shape.rank() - 1; size < b.shape().size(); axis--) {
            size *= shape.extent(axis);
            int own = axis - shape.rank() + b.shape().rank();
            if (own < 0 || b.shape().extent(own) != shape.extent(axis)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Nd4jBuffer binary(Binary function, Buffer first, double constant) {
        Nd4jBuffer a = (Nd4jBuffer) first;
        if (a.dtype() == DType.FLOAT32) {
            return binaryFloats(function, a, (float) constant);
        }
        return binary(
                function, a, memory.create(new double[] {constant}, Shape.scalar(), a.dtype()));
    }

    private Nd4jBuffer binaryFloats(Binary function, Nd4jBuffer a, float constant) {
        Nd4jBuffer result = memory.allocate(a.shape(), a.dtype());
        Pieces x = Pieces.of(a, scratchA);
        Floats y = result.floats();
        int size = a.shape().size();
        for (int start = 0; start < size; start += x.most()) {
            int n = Math.min(x.most(), size - start);
            kernels.binary(function, x.next(start, n), constant, y.plus(start), n);
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
