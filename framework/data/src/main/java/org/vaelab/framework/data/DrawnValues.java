// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.OptionalDouble;

/**
 * Values that are drawn, or cut by a threshold, as they are read. Row i is example i of the original, and
 * always has the same values.
 *
 * @param original all values of each example, none of them given
 */
record DrawnValues(Examples original, ValueChange change) implements StoredValues {
    @Override
    public int width() {
        return original.width();
    }

    @Override
    public ValueDomain domain() {
        return change.domain();
    }

    @Override
    public ValuePrecision precision() {
        return ValuePrecision.SINGLE;
    }

    @Override
    public OptionalDouble binWidth() {
        return change.binWidth();
    }

    @Override
    public int block(int row) {
        return original.block(row);
    }

    @Override
    public boolean isStreamed() {
        return original.isStreamed();
    }

    @Override
    public void read(int row, float[] target, int offset) {
        boolean whole = offset == 0 && target.length == width();
        float[] values = whole ? target : new float[width()];
        original.read(row, values, 0);
        change.apply(original.number(row), values);
        if (!whole) {
            System.arraycopy(values, 0, target, offset, values.length);
        }
    }

    @Override
    public void read(int row, double[] target, int offset) {
        float[] values = new float[width()];
        read(row, values, 0);
        for (int j = 0; j < values.length; j++) {
            target[offset + j] = values[j];
        }
    }

    @Override
    public StoredValues in(ValuePrecision other) {
        return this;
    }
}
