// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.ReductionOperations;

/**
 * Functions that fold axes. Sums are accumulated in float64, in an order that depends on the shape
 * alone.
 *
 * <p>A fold whose last axes stay goes down the columns, a row of accumulators at a time; any other
 * goes along the rows, one accumulator at a time. Both read memory in its own order.
 */
final class Reductions implements ReductionOperations {

    /** Fewer columns than this do not fill a row of accumulators. */
    private static final int FEW_COLUMNS = 16;

    /** The number of rows added in float32 before the sum is widened. */
    private static final int ROWS_IN_SINGLE = 16;

    private final NativeMemory memory;
    private final Tiles tiles;
    private final Kernels kernels;
    private final FloatFunctions functions = new FloatFunctions();
    private final AlongAxis alongAxis;

    Reductions(NativeMemory memory, Tiles tiles, Kernels kernels) {
        this.memory = memory;
        this.tiles = tiles;
        this.kernels = kernels;
        alongAxis = new AlongAxis(memory, tiles, functions);
    }

    @Override
    public Nd4jBuffer reduce(Reduction function, Buffer operand, int[] axes, boolean keepAxes) {
        Nd4jBuffer a = (Nd4jBuffer) operand;
        Shape shape = a.shape();
        Nd4jBuffer result = memory.allocate(shape.reduce(axes, keepAxes), a.dtype());
        if (result.shape().size() == 0) {
            return result;
        }
        int folded = 1;
        for (int axis : axes) {
            folded *= shape.extent(axis);
        }
        if (folded == 0) {
            StridedCopy.fill(result, overNothing(function));
            return result;
        }
        int columns = axes.length == 0 ? 1 : shape.from(axes[axes.length - 1] + 1).size();
        if (columns >= FEW_COLUMNS) {
            reduceColumns(function, a, axes, folded, columns, result);
        } else {
            reduceRows(function, a, axes, folded, result);
        }
        return result;
    }

    @Override
    public Buffer softmax(Buffer a, int axis) {
        return alongAxis.softmax(a, axis, false);
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        return alongAxis.softmax(a, axis, true);
    }

    @Override
    public Buffer argMax(Buffer a, int axis) {
        return alongAxis.argMax(a, axis);
    }

    @Override
    public Buffer sortOrder(Buffer matrix) {
        return alongAxis.sortOrder((Nd4jBuffer) matrix);
    }

    private static double overNothing(Reduction function) {
        return switch (function) {
            case SUM -> 0;
            case MEAN -> Double.NaN;
            case LOG_SUM_EXP, MAXIMUM -> Double.NEGATIVE_INFINITY;
            case MINIMUM -> Double.POSITIVE_INFINITY;
        };
    }

    // ------------------------------------------------------------------------------------- rows

    private void reduceRows(
            Reduction function, Nd4jBuffer a, int[] axes, int folded, Nd4jBuffer result) {
        StridedCursor cursor = new StridedCursor(a.withAxesLast(axes));
        int rows = result.shape().size();
        for (int start = 0; start < rows; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, rows - start);
            for (int i = 0; i < n; i++) {
                tiles.doublesD[i] = foldRow(function, cursor, start + i, folded);
            }
            put(result, start, tiles.doublesD, n);
        }
    }

    private double foldRow(Reduction function, StridedCursor cursor, int row, int folded) {
        return switch (function) {
            case SUM -> sumRow(cursor, folded);
            case MEAN -> sumRow(cursor, folded) / folded;
            case MAXIMUM -> extremum(cursor, folded, true);
            case MINIMUM -> extremum(cursor, folded, false);
            case LOG_SUM_EXP -> {
                double shift = finite(extremum(cursor, folded, true));
                cursor.seek(row * folded);
                yield shift + Math.log(sumExponentialsOfRow(cursor, folded, shift));
            }
        };
    }

    private double sumRow(StridedCursor cursor, int folded) {
        double sum = 0;
        for (int start = 0; start < folded; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, folded - start);
            cursor.read(tiles.doublesA, n, tiles.floatsA);
            sum += sum(tiles.doublesA, n);
        }
        return sum;
    }

    /** Returns the sum of e^(x - shift) over the next elements. */
    private double sumExponentialsOfRow(StridedCursor cursor, int folded, double shift) {
        double sum = 0;
        Arrays.fill(tiles.doublesC, 0, Math.min(folded, Tiles.LENGTH), shift);
        for (int start = 0; start < folded; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, folded - start);
            readExponentials(cursor, n);
            sum += sum(tiles.doublesA, n);
        }
        return sum;
    }

    /** Reads e^(x - shift) into tile A, with the shifts in tile C. */
    private void readExponentials(StridedCursor cursor, int n) {
        double[] tile = tiles.doublesA;
        double[] shift = tiles.doublesC;
        if (!cursor.isSingle()) {
            cursor.read(tile, n);
            for (int i = 0; i < n; i++) {
                tile[i] = Math.exp(tile[i] - shift[i]);
            }
            return;
        }
        float[] single = tiles.floatsA;
        cursor.read(single, n);
        for (int i = 0; i < n; i++) {
            single[i] -= (float) shift[i];
        }
        functions.exp(single, n);
        for (int i = 0; i < n; i++) {
            tile[i] = single[i];
        }
    }

    /** Sums with four accumulators, which a processor adds at the same time. */
    static double sum(double[] values, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int even = n & -4;
        for (int i = 0; i < even; i += 4) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (int i = even; i < n; i++) {
            a += values[i];
        }
        return (a + b) + (c + d);
    }

    private double extremum(StridedCursor cursor, int folded, boolean largest) {
        double[] tile = tiles.doublesA;
        double found = largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        for (int start = 0; start < folded; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, folded - start);
            cursor.read(tile, n, tiles.floatsA);
            for (int i = 0; i < n; i++) {
                found = largest ? Math.max(found, tile[i]) : Math.min(found, tile[i]);
            }
        }
        return found;
    }

    /** The largest element is taken out of an exponential only if that leaves a number. */
    static double finite(double shift) {
        return Math.abs(shift) <= Double.MAX_VALUE ? shift : 0;
    }

    // ---------------------------------------------------------------------------------- columns

    private void reduceColumns(
            Reduction function,
            Nd4jBuffer a,
            int[] axes,
            int folded,
            int columns,
            Nd4jBuffer result) {
        int last = axes[axes.length - 1];
        int[] trailing = IntStream.range(last + 1, a.shape().rank()).toArray();
        Nd4jBuffer ordered = a.withAxesLast(concat(axes, trailing));
        if (function == Reduction.SUM && ordered.isContiguous() && a.dtype() == DType.FLOAT32) {
            sumColumns(ordered.floats(), folded, columns, result);
            return;
        }
        StridedCursor cursor = new StridedCursor(ordered);
        int groups = result.shape().size() / columns;
        for (int group = 0; group < groups; group++) {
            for (int start = 0; start < columns; start += Tiles.LENGTH) {
                int n = Math.min(Tiles.LENGTH, columns - start);
                Band band = new Band(cursor, group * folded * columns + start, columns, folded, n);
                foldBand(function, band);
                put(result, group * columns + start, tiles.doublesB, n);
            }
        }
    }

    private void sumColumns(Floats a, int folded, int columns, Nd4jBuffer result) {
        int size = result.shape().size();
        for (int at = 0; at < size; at += columns) {
            Floats sums = result.floats().plus(at);
            kernels.columnSums(a.plus(at * folded), folded, columns, sums, columns);
        }
    }

    /** A stack of rows, n columns wide, that is folded into one row. */
    private record Band(StridedCursor cursor, int position, int columns, int rows, int n) {

        /** Moves to a row; rows as wide as the band follow one another by themselves. */
        void moveTo(int row) {
            if (n != columns || row == 0) {
                cursor.seek(position + row * columns);
            }
        }

        void read(int row, double[] tile, float[] scratch) {
            moveTo(row);
            cursor.read(tile, n, scratch);
        }

        void read(int row, float[] tile) {
            moveTo(row);
            cursor.read(tile, n);
        }
    }

    private static int[] concat(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    /** Leaves the folded row in tile B. */
    private void foldBand(Reduction function, Band band) {
        double[] folded = tiles.doublesB;
        int n = band.n();
        switch (function) {
            case SUM -> sumBand(band);
            case MEAN -> {
                sumBand(band);
                for (int i = 0; i < n; i++) {
                    folded[i] /= band.rows();
                }
            }
            case MAXIMUM -> extremaOfBand(band, true);
            case MINIMUM -> extremaOfBand(band, false);
            case LOG_SUM_EXP -> logSumExpOfBand(band);
        }
    }

    private void sumBand(Band band) {
        double[] sums = tiles.doublesB;
        Arrays.fill(sums, 0, band.n(), 0);
        if (band.cursor().isSingle()) {
            sumFloats(band, sums);
            return;
        }
        double[] tile = tiles.doublesA;
        for (int row = 0; row < band.rows(); row++) {
            band.read(row, tile, tiles.floatsA);
            for (int i = 0; i < band.n(); i++) {
                sums[i] += tile[i];
            }
        }
    }

    /** A few rows at a time are added in float32, where vectors are; their sums in float64. */
    private void sumFloats(Band band, double[] sums) {
        float[] partial = tiles.floatsB;
        int n = band.n();
        for (int start = 0; start < band.rows(); start += ROWS_IN_SINGLE) {
            int end = Math.min(band.rows(), start + ROWS_IN_SINGLE);
            band.read(start, partial);
            for (int row = start + 1; row < end; row++) {
                band.read(row, tiles.floatsA);
                FloatKernels.add(partial, tiles.floatsA, n);
            }
            for (int i = 0; i < n; i++) {
                sums[i] += partial[i];
            }
        }
    }

    private void extremaOfBand(Band band, boolean largest) {
        double[] found = tiles.doublesB;
        double[] tile = tiles.doublesA;
        Arrays.fill(
                found, 0, band.n(), largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        for (int row = 0; row < band.rows(); row++) {
            band.read(row, tile, tiles.floatsA);
            for (int i = 0; i < band.n(); i++) {
                found[i] = largest ? Math.max(found[i], tile[i]) : Math.min(found[i], tile[i]);
            }
        }
    }

    private void logSumExpOfBand(Band band) {
        extremaOfBand(band, true);
        double[] shift = tiles.doublesC;
        double[] sums = tiles.doublesB;
        double[] tile = tiles.doublesA;
        for (int i = 0; i < band.n(); i++) {
            shift[i] = finite(sums[i]);
            sums[i] = 0;
        }
        for (int row = 0; row < band.rows(); row++) {
            band.moveTo(row);
            readExponentials(band.cursor(), band.n());
            for (int i = 0; i < band.n(); i++) {
                sums[i] += tile[i];
            }
        }
        for (int i = 0; i < band.n(); i++) {
            sums[i] = shift[i] + Math.log(sums[i]);
        }
    }

    private void put(Nd4jBuffer result, int position, double[] values, int n) {
        if (result.dtype() == DType.FLOAT64) {
            result.put(position, values, n);
            return;
        }
        float[] tile = tiles.floatsB;
        for (int i = 0; i < n; i++) {
            tile[i] = (float) values[i];
        }
        result.put(position, tile, n);
    }
}
