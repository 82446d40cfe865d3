// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

/**
 * Rows of values, wherever they lie: in memory, in a file that is read in blocks, or computed. The
 * same row always has the same values. Safe for use by several threads.
 */
public interface DataRows {

    /** Returns the number of rows. */
    int size();

    /** Returns the number of values of a row. */
    int width();

    /**
     * Copies a row to {@code target[offset .. offset + width - 1]}; a missing value is NaN.
     *
     * @throws DataException if the row cannot be read any more
     */
    void read(int row, double[] target, int offset);

    /** Copies a row in single precision; by default the rounded values. */
    default void read(int row, float[] target, int offset) {
        double[] values = new double[width()];
        read(row, values, 0);
        for (int j = 0; j < values.length; j++) {
            target[offset + j] = (float) values[j];
        }
    }

    /** Returns the precision of the values; by default single. */
    default ValuePrecision precision() {
        return ValuePrecision.SINGLE;
    }

    /**
     * Returns the number of the block in which a row is read from where it lies. Training then
     * shuffles blocks, and the rows within some blocks at a time ({@link Batches}). 0, the default:
     * any row costs the same.
     */
    default int block(int row) {
        return 0;
    }

    /** Returns whether the rows stay on disk because they may not fit memory; by default not. */
    default boolean isStreamed() {
        return false;
    }
}
