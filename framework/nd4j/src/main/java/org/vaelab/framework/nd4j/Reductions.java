// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.ReductionOperations;

/**
 * Functions that fold axes, and functions along one. The axes are moved behind all others, and the
 * rows are read by the tile, as doubles. Sums of float32 whose last axes stay go down the columns
 * instead. The order of a sum depends on the shape alone.
 */
final class Reductions implements ReductionOperations {

    /** Fewer columns than this are read as rows. */
    private static final int FEW_COLUMNS = 16;

    private final NativeMemory memory;
    private final ParallelRanges ranges;
    private final Tiles tiles;

    Reductions(NativeMemory memory, ParallelRanges ranges) {
        this.memory = memory;
        this.ranges = ranges;
        this.tiles = ranges.own();
    }

    // -------------------------------------------------------------------------------------- fold

    @Override
    public Nd4jBuffer reduce(Reduction function, Buffer operand, int[] axes, boolean keepAxes) {
        Nd4jBuffer a = (Nd4jBuffer) operand;
        Shape shape = a.shape();
        Nd4jBuffer result = memory.allocate(shape.reduce(axes, keepAxes), a.dtype());
        int rows = result.shape().size();
        if (rows == 0) {
            return result;
        }
        int folded = 1;
        for (int axis : axes) {
            folded *= shape.extent(axis);
        }
        if (folded == 0) {
            memory.fill(result, function == Reduction.MEAN ? Double.NaN : overNothing(function));
            return result;
        }
        int columns = axes.length == 0 ? 1 : shape.from(axes[axes.length - 1] + 1).size();
        boolean sums = function == Reduction.SUM || function == Reduction.MEAN;
        if (sums && a.dtype() == DType.FLOAT32 && columns >= FEW_COLUMNS) {
            sumColumns(a, axes, folded, columns, function == Reduction.MEAN ? folded : 1, result);
            return result;
        }
        StridedCursor cursor = new StridedCursor(a.withAxesLast(axes));
        int atOnce = Math.max(1, Tiles.LENGTH / folded);
        for (int start = 0; start < rows; start += atOnce) {
            int count = Math.min(atOnce, rows - start);
            foldRows(function, cursor, count, folded, a.dtype());
            result.put(start, tiles.doublesC, count, tiles);
        }
        return result;
    }

    private static double overNothing(Reduction function) {
        return switch (function) {
            case SUM, MEAN -> 0;
            case LOG_SUM_EXP, MAXIMUM -> Double.NEGATIVE_INFINITY;
            case MINIMUM -> Double.POSITIVE_INFINITY;
        };
    }

    private void sumColumns(
            Nd4jBuffer a, int[] axes, int folded, int columns, int divisor, Nd4jBuffer result) {
        int rank = a.shape().rank();
        int[] last = IntStream.range(axes[axes.length - 1] + 1, rank).toArray();
        int[] moved = IntStream.concat(Arrays.stream(axes), Arrays.stream(last)).toArray();
        Arena.Mark mark = memory.mark();
        Nd4jBuffer numbers = memory.contiguous(a.withAxesLast(moved));
        FusedKernels.Stack stack = new FusedKernels.Stack(numbers, folded, columns);
        for (int i = 0; i < result.shape().size() / columns; i++) {
            int matrix = i;
            ranges.splitColumns(
                    folded,
                    columns,
                    (own, from, to) ->
                            FusedKernels.columnSums(own, stack, matrix, divisor, result, from, to));
        }
        memory.rewind(mark);
    }

    /** Leaves the folded rows in tile C; one row that is longer than a tile is folded by parts. */
    private void foldRows(
            Reduction function, StridedCursor cursor, int count, int folded, DType dtype) {
        double[] results = tiles.doublesC;
        Arrays.fill(results, 0, count, overNothing(function));
        for (int start = 0; start < folded; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, folded - start);
            double[] x = tiles.doublesA;
            cursor.read(x, count * n, tiles);
            if (function == Reduction.LOG_SUM_EXP) {
                logSumExp(x, count, n, dtype);
            }
            for (int row = 0; row < count; row++) {
                int from = row * n;
                double before = results[row];
                results[row] =
                        switch (function) {
                            case SUM, MEAN -> before + sum(x, from, n);
                            case MAXIMUM -> Math.max(before, largest(x, from, n));
                            case MINIMUM -> Math.min(before, least(x, from, n));
                            case LOG_SUM_EXP -> logOfSum(before, tiles.doublesB[row]);
                        };
            }
        }
        for (int row = 0; function == Reduction.MEAN && row < count; row++) {
            results[row] /= folded;
        }
    }

    /** Leaves ln sum e^x of each row in tile B, and overwrites x. */
    private void logSumExp(double[] x, int count, int n, DType dtype) {
        double[] results = tiles.doublesB;
        for (int row = 0; row < count; row++) {
            double largest = largest(x, row * n, n);
            // It is taken out of the exponentials only if that leaves numbers.
            results[row] = Math.abs(largest) <= Double.MAX_VALUE ? largest : 0;
            subtract(x, row * n, n, results[row]);
        }
        exp(x, count * n, dtype);
        for (int row = 0; row < count; row++) {
            results[row] += Math.log(sum(x, row * n, n));
        }
    }

    /** Returns ln(e^a + e^b). */
    private static double logOfSum(double a, double b) {
        double larger = Math.max(a, b);
        double smaller = Math.min(a, b);
        return smaller == Double.NEGATIVE_INFINITY || larger == Double.POSITIVE_INFINITY
                ? larger
                : larger + Math.log1p(Math.exp(smaller - larger));
    }

    private static void subtract(double[] x, int from, int n, double shift) {
        for (int i = from; i < from + n; i++) {
            x[i] -= shift;
        }
    }

    /** Overwrites x by e^x, to the precision of a type. */
    private void exp(double[] x, int n, DType dtype) {
        if (dtype == DType.FLOAT64 || n > Tiles.LENGTH) {
            for (int i = 0; i < n; i++) {
                x[i] = Math.exp(x[i]);
            }
            return;
        }
        float[] single = tiles.floatsA;
        for (int i = 0; i < n; i++) {
            single[i] = (float) x[i];
        }
        tiles.kernels.functions.exp(single, n);
        for (int i = 0; i < n; i++) {
            x[i] = single[i];
        }
    }

    /** Sums with four accumulators, which a processor adds at the same time. */
    private static double sum(double[] values, int from, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int end = from + n;
        int even = from + (n & -4);
        for (int i = from; i < even; i += 4) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (int i = even; i < end; i++) {
            a += values[i];
        }
        return (a + b) + (c + d);
    }

    private static double largest(double[] values, int from, int n) {
        double found = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            found = Math.max(found, values[i]);
        }
        return found;
    }

    private static double least(double[] values, int from, int n) {
        double found = Double.POSITIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            found = Math.min(found, values[i]);
        }
        return found;
    }

    // --------------------------------------------------------------------------------- along an
    // axis

    /** Work on rows in one array, of which the first is given. */
    private interface RowWork {
        void run(double[] x, int first, int count);
    }

    /** Reads as many rows at a time as fit into a tile; a longer row gets an array of its own. */
    private void eachTile(Nd4jBuffer moved, int length, RowWork work) {
        int rows = length == 0 ? 0 : moved.shape().size() / length;
        double[] x = length <= Tiles.LENGTH ? tiles.doublesA : new double[length];
        int atOnce = Math.max(1, Tiles.LENGTH / Math.max(1, length));
        StridedCursor cursor = new StridedCursor(moved);
        for (int first = 0; first < rows; first += atOnce) {
            int count = Math.min(atOnce, rows - first);
            cursor.read(x, count * length, tiles);
            work.run(x, first, count);
        }
    }

    @Override
    public Buffer softmax(Buffer a, int axis) {
        return softmax((Nd4jBuffer) a, axis, false);
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        return softmax((Nd4jBuffer) a, axis, true);
    }

    private Nd4jBuffer softmax(Nd4jBuffer a, int axis, boolean logarithm) {
        Nd4jBuffer moved = a.withAxesLast(new int[] {axis});
        Nd4jBuffer result = memory.allocate(moved.shape(), moved.dtype());
        int length = a.shape().extent(axis);
        double[] shifted = logarithm && length > Tiles.LENGTH ? new double[length] : tiles.doublesB;
        eachTile(
                moved,
                length,
                (x, first, count) -> {
                    int n = count * length;
                    for (int from = 0; from < n; from += length) {
                        subtract(x, from, length, largest(x, from, length));
                    }
                    if (logarithm) {
                        System.arraycopy(x, 0, shifted, 0, n);
                    }
                    exp(x, n, a.dtype());
                    for (int from = 0; from < n; from += length) {
                        normalise(x, shifted, from, length, logarithm);
                    }
                    result.put(first * length, x, n, tiles);
                });
        return result.withLastAxisAt(axis);
    }

    /** Overwrites x by the softmax, or by its logarithm from the exponents. */
    private static void normalise(
            double[] x, double[] exponents, int from, int n, boolean logarithm) {
        double sum = sum(x, from, n);
        double log = Math.log(sum);
        for (int i = from; i < from + n; i++) {
            x[i] = logarithm ? exponents[i] - log : x[i] / sum;
        }
    }

    @Override
    public Buffer sortOrder(Buffer matrix) {
        int columns = matrix.shape().extent(1);
        Nd4jBuffer result = memory.allocate(Shape.of(matrix.shape().size()), DType.INT32);
        eachTile(
                (Nd4jBuffer) matrix,
                columns,
                (x, first, count) -> {
                    for (int row = 0; row < count; row++) {
                        int from = row * columns;
                        int position = (first + row) * columns;
                        // Adding 0 makes -0 equal to 0.
                        int[] order =
                                IntStream.range(0, columns)
                                        .boxed()
                                        .sorted(Comparator.comparingDouble(i -> x[from + i] + 0.0))
                                        .mapToInt(i -> position + i)
                                        .toArray();
                        result.put(position, order, columns);
                    }
                });
        return result;
    }

    @Override
    public Buffer argMax(Buffer operand, int axis) {
        int length = operand.shape().extent(axis);
        Shape shape = operand.shape().reduce(new int[] {axis}, false);
        if (length == 0 && shape.size() > 0) {
            throw new IllegalArgumentException(
                    "the largest element of an empty axis of "
                            + operand.shape()
                            + " is not defined");
        }
        Nd4jBuffer result = memory.allocate(shape, DType.INT32);
        eachTile(
                ((Nd4jBuffer) operand).withAxesLast(new int[] {axis}),
                length,
                (x, first, count) -> {
                    for (int row = 0; row < count; row++) {
                        int[] found = {argMax(x, row * length, length)};
                        result.put(first + row, found, 1);
                    }
                });
        return result;
    }

    /** The first largest element; a NaN counts as larger than every number. */
    private static int argMax(double[] x, int from, int n) {
        int found = 0;
        for (int i = 1; i < n; i++) {
            double largest = x[from + found];
            boolean isNan = Double.isNaN(x[from + i]) && !Double.isNaN(largest);
            found = x[from + i] > largest || isNan ? i : found;
        }
        return found;
    }
}
