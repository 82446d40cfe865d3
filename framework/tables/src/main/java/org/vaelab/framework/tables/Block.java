// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/** Neighbouring rows of a result whose columns are DOUBLE. */
record Block(DuckDBDataChunkReader chunk) {

    int size() {
        return Math.toIntExact(chunk.rowCount());
    }

    /**
     * Reads a column.
     *
     * @param absent what stands for NULL
     */
    void read(int column, double[] target, double absent) {
        DuckDBReadableVector vector = chunk.vector(column);
        for (int i = 0; i < size(); i++) {
            target[i] = vector.isNull(i) ? absent : vector.getDouble(i);
        }
    }
}
