// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

/** Rows of real numbers in memory, which were read from elsewhere and are not checked yet. */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record RowArray(int size, int width, float[] floats, double[] doubles) implements Rows {

    /** Reads all rows. */
    static RowArray of(Rows rows, ValuePrecision precision) {
        int length = Math.multiplyExact(rows.size(), rows.width());
        boolean inDouble = precision == ValuePrecision.DOUBLE;
        float[] floats = new float[inDouble ? 0 : length];
        double[] doubles = new double[inDouble ? length : 0];
        for (int i = 0; i < rows.size(); i++) {
            if (inDouble) {
                rows.read(i, doubles, i * rows.width());
            } else {
                rows.read(i, floats, i * rows.width());
            }
        }
        return new RowArray(rows.size(), rows.width(), floats, doubles);
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
