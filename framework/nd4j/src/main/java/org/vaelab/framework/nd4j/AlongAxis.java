// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/** Softmax, its logarithm, the place of the largest element and the order of all: of a whole axis. */
record AlongAxis(NativeMemory memory, Tiles tiles, FloatFunctions functions) {

    // ---------------------------------------------------------------------------------- softmax

    Nd4jBuffer softmax(Buffer operand, int axis, boolean logarithm) {
        Nd4jBuffer moved = ((Nd4jBuffer) operand).withAxesLast(new int[] {axis});
        Nd4jBuffer result = memory.allocate(moved.shape(), moved.dtype());
        int length = operand.shape().extent(axis);
        if (moved.shape().size() == 0) {
            return result.withLastAxisAt(axis);
        }
        int rows = moved.shape().size() / length;
        StridedCursor cursor = new StridedCursor(moved);
        if (operand.dtype() == DType.FLOAT32 && length <= Tiles.LENGTH) {
            softmaxOfTiles(cursor, rows, length, logarithm, result);
        } else {
            softmaxOfRows(cursor, rows, length, logarithm, result);
        }
        return result.withLastAxisAt(axis);
    }

    /** As many rows at a time as fit into a tile, with one pass of exponentials over all. */
    private void softmaxOfTiles(
            StridedCursor cursor, int rows, int length, boolean logarithm, Nd4jBuffer result) {
        float[] x = tiles.floatsA;
        float[] e = tiles.floatsB;
        int rowsAtOnce = Tiles.LENGTH / length;
        for (int start = 0; start < rows; start += rowsAtOnce) {
            int count = Math.min(rowsAtOnce, rows - start);
            int n = count * length;
            cursor.read(x, n);
            for (int row = 0; row < n; row += length) {
                subtractLargest(x, row, row + length);
            }
            System.arraycopy(x, 0, e, 0, n);
            functions.exp(e, n);
            for (int row = 0; row < n; row += length) {
                normalise(x, e, row, row + length, logarithm);
            }
            result.put(start * length, logarithm ? x : e, n);
        }
    }

    private static void subtractLargest(float[] x, int from, int to) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, x[i]);
        }
        for (int i = from; i < to; i++) {
            x[i] -= largest;
        }
    }

    private static void normalise(float[] x, float[] e, int from, int to, boolean logarithm) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += e[i];
        }
        if (logarithm) {
            float log = (float) Math.log(sum);
            for (int i = from; i < to; i++) {
                x[i] -= log;
            }
        } else {
            float total = (float) sum;
            for (int i = from; i < to; i++) {
                e[i] /= total;
            }
        }
    }

    /** Row by row in float64. */
    private void softmaxOfRows(
            StridedCursor cursor, int rows, int length, boolean logarithm, Nd4jBuffer result) {
        double[] row = new double[length];
        float[] single = new float[cursor.isSingle() ? length : 0];
        for (int r = 0; r < rows; r++) {
            cursor.read(row, length, single);
            softmaxOfRow(row, logarithm);
            if (!cursor.isSingle()) {
                result.put(r * length, row, length);
                continue;
            }
            for (int i = 0; i < length; i++) {
                single[i] = (float) row[i];
            }
            result.put(r * length, single, length);
        }
    }

    private static void softmaxOfRow(double[] row, boolean logarithm) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double x : row) {
            largest = Math.max(largest, x);
        }
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            row[i] -= largest;
            sum += Math.exp(row[i]);
        }
        double log = Math.log(sum);
        for (int i = 0; i < row.length; i++) {
            row[i] = logarithm ? row[i] - log : Math.exp(row[i]) / sum;
        }
    }

    // -------------------------------------------------------------------------------- sortOrder

    Nd4jBuffer sortOrder(Nd4jBuffer matrix) {
        int columns = matrix.shape().extent(1);
        Nd4jBuffer result = memory.allocate(Shape.of(matrix.shape().size()), DType.INT32);
        StridedCursor cursor = new StridedCursor(matrix);
        double[] row = new double[columns];
        float[] single = new float[cursor.isSingle() ? columns : 0];
        for (int start = 0; start < matrix.shape().size(); start += columns) {
            cursor.read(row, columns, single);
            // Adding 0 makes -0 equal to 0.
            int[] order =
                    IntStream.range(0, columns)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> row[i] + 0.0))
                            .mapToInt(i -> i)
                            .toArray();
            for (int i = 0; i < columns; i++) {
                result.block().ints().put(result.offset() + start + i, start + order[i]);
            }
        }
        return result;
    }

    // ----------------------------------------------------------------------------------- argMax

    /** The first largest element; a NaN counts as larger than every number. */
    Nd4jBuffer argMax(Buffer operand, int axis) {
        Nd4jBuffer moved = ((Nd4jBuffer) operand).withAxesLast(new int[] {axis});
        Shape shape = operand.shape().reduce(new int[] {axis}, false);
        int length = operand.shape().extent(axis);
        if (length == 0 && shape.size() > 0) {
            throw new IllegalArgumentException(
                    "the largest element of an empty axis of "
                            + operand.shape()
                            + " is not defined");
        }
        Nd4jBuffer result = memory.allocate(shape, DType.INT32);
        boolean integers = operand.dtype() == DType.INT32;
        StridedCursor cursor = new StridedCursor(moved);
        for (int r = 0; r < shape.size(); r++) {
            result.block().ints().put(result.offset() + r, argMax(cursor, length, integers));
        }
        return result;
    }

    private int argMax(StridedCursor cursor, int length, boolean integers) {
        double[] tile = tiles.doublesA;
        double largest = Double.NaN;
        int first = 0;
        for (int start = 0; start < length; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, length - start);
            if (integers) {
                cursor.read(tiles.intsA, n);
                for (int i = 0; i < n; i++) {
                    tile[i] = tiles.intsA[i];
                }
            } else {
                cursor.read(tile, n, tiles.floatsA);
            }
            for (int i = 0; i < n; i++) {
                if (start + i == 0 || isLarger(tile[i], largest)) {
                    largest = tile[i];
                    first = start + i;
                }
            }
        }
        return first;
    }

    private static boolean isLarger(double x, double largest) {
        return x > largest || (Double.isNaN(x) && !Double.isNaN(largest));
    }
}
