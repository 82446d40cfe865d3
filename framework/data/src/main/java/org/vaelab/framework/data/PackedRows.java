// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;

/** Rows of numbers as they are written in a file. */
sealed interface PackedRows extends DataRows permits RowBytes, RowFile {

    RowLayout layout();

    /** Reads the bytes of a row. */
    @FunctionalInterface
    interface Reading {
        /** Takes a buffer, and the place where the row begins. */
        void read(ByteBuffer from, int start);
    }

    /** Finds a row. */
    void at(int row, Reading reading);

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

    @Override
    default void read(int row, double[] target, int offset) {
        at(row, (from, start) -> layout().read(from, start, target, offset));
    }

    @Override
    default void read(int row, float[] target, int offset) {
        at(row, (from, start) -> layout().read(from, start, target, offset));
    }

    /** Copies a row of {@link RowLayout#isBytes bytes}. */
    default void readLevels(int row, byte[] target, int offset) {
        at(row, (from, start) -> layout().readLevels(from, start, target, offset));
    }
}
