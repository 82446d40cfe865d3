// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

/** Rows of numbers as they are written in a file. */
sealed interface PackedRows extends Rows permits RowBytes, RowFile {

    RowLayout layout();

    @Override
    default int size() {
        return layout().size();
    }

    @Override
    default int width() {
        return layout().width();
    }

    /** Returns the precision that loses no digit of a number. */
    @Override
    default ValuePrecision precision() {
        return layout().precision();
    }

    /** Copies a row of {@link RowLayout#isBytes bytes}. */
    void readLevels(int row, byte[] target, int offset);
}
