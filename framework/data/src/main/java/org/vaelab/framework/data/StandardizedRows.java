// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

/** Values that are standardised in double precision as they are read. */
record StandardizedRows(StoredValues original, Standardization applied) implements RowView {
    @Override
    public ValuePrecision precision() {
        return ValuePrecision.DOUBLE;
    }

    @Override
    public void read(int row, double[] target, int offset) {
        original.read(row, target, offset);
        for (int j = 0; j < width(); j++) {
            target[offset + j] = applied.apply(j, target[offset + j]);
        }
    }
}
