// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/** Neighbouring rows of a result whose columns are DOUBLE. */
record Block(DuckDBDataChunkReader chunk) {

    /** The largest number of rows of a block. */
    static final int MOST_ROWS = 2048;

    /** Stands for NULL; DuckDB's own NaN have other bits. */
    static final double NULL = Double.longBitsToDouble(0x7ff8_0000_dead_0000L);

    int size() {
        return Math.toIntExact(chunk.rowCount());
    }

    /** Copies a column; NULL is {@link #NULL}. */
    void read(int column, double[] target) {
        DuckDBReadableVector vector = chunk.vector(column);
        int size = size();
        for (int i = 0; i < size; i++) {
            target[i] = vector.isNull(i) ? NULL : vector.getDouble(i);
        }
    }

    static boolean isNull(double value) {
        return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(NULL);
    }
}
