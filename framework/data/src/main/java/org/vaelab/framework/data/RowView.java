// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

/**
 * Rows that are made of others as they are read: row i of row i. By default they have as many
 * values.
 */
interface RowView extends DataRows {
    DataRows original();

    @Override
    default int size() {
        return original().size();
    }

    @Override
    default int width() {
        return original().width();
    }

    @Override
    default int block(int row) {
        return original().block(row);
    }

    @Override
    default boolean isStreamed() {
        return original().isStreamed();
    }
}
