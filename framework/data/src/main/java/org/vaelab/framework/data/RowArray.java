// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

/** Rows of numbers in memory, in one of two precisions; the array of the other one is empty. */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record RowArray(int width, float[] floats, double[] doubles) implements Rows {

    /** Rows in single precision. */
    RowArray(int width, float[] floats) {
        this(width, floats, new double[0]);
    }

    /** Rows in double precision. */
    RowArray(int width, double[] doubles) {
        this(width, new float[0], doubles);
    }

    /** Returns rows of zeros. */
    public static RowArray zeros(int size, int width, ValuePrecision precision) {
        int length = Math.multiplyExact(size, width);
        return precision == ValuePrecision.DOUBLE
                ? new RowArray(width, new double[length])
                : new RowArray(width, new float[length]);
    }

    /** Reads all rows. */
    static RowArray of(Rows rows, ValuePrecision precision) {
        RowArray array = zeros(rows.size(), rows.width(), precision);
        for (int i = 0; i < rows.size(); i++) {
            if (precision == ValuePrecision.DOUBLE) {
                rows.read(i, array.doubles, i * rows.width());
            } else {
                rows.read(i, array.floats, i * rows.width());
            }
        }
        return array;
    }

    /** Overwrites a row. */
    public void write(int row, double... values) {
        if (doubles.length > 0) {
            System.arraycopy(values, 0, doubles, row * width, width);
            return;
        }
        for (int j = 0; j < width; j++) {
            floats[row * width + j] = (float) values[j];
        }
    }

    @Override
    public int size() {
        return (floats.length + doubles.length) / width;
    }

    @Override
    public ValuePrecision precision() {
        return doubles.length > 0 ? ValuePrecision.DOUBLE : ValuePrecision.SINGLE;
    }

    @Override
    public void read(int row, double[] target, int offset) {
        if (doubles.length > 0) {
            System.arraycopy(doubles, row * width, target, offset, width);
            return;
        }
        for (int j = 0; j < width; j++) {
            target[offset + j] = floats[row * width + j];
        }
    }

    @Override
    public void read(int row, float[] target, int offset) {
        if (floats.length > 0) {
            System.arraycopy(floats, row * width, target, offset, width);
            return;
        }
        for (int j = 0; j < width; j++) {
            target[offset + j] = (float) doubles[row * width + j];
        }
    }
}
