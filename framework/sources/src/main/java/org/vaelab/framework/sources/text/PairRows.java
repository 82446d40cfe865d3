// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import org.vaelab.framework.data.DataRows;

/** Rows of a text and a second one that is given, in this order. */
record PairRows(TokenRows text, TokenRows given) implements DataRows {

    @Override
    public int size() {
        return text.size();
    }

    @Override
    public int width() {
        return text.width() + given.width();
    }

    @Override
    public void read(int row, double[] target, int offset) {
        text.read(row, target, offset);
        given.read(row, target, offset + text.width());
    }
}
