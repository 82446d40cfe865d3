// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValuePrecision;

/**
 * The values of all parts, one after the other; NaN where a part is missing.
 *
 * @param rows of each part, the row of each joined example; below 0 where it is missing
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record JoinedRows(List<Examples> parts, int[][] rows, ValuePrecision precision) implements Rows {

    @Override
    public int size() {
        return rows[0].length;
    }

    @Override
    public int width() {
        return parts.stream().mapToInt(Examples::width).sum();
    }

    @Override
    public void read(int row, double[] target, int offset) {
        int at = offset;
        for (int m = 0; m < rows.length; m++) {
            Examples part = parts.get(m);
            if (rows[m][row] < 0) {
                Arrays.fill(target, at, at + part.width(), Double.NaN);
            } else {
                part.read(rows[m][row], target, at);
            }
            at += part.width();
        }
    }

    @Override
    public boolean isStreamed() {
        return parts.stream().anyMatch(Examples::isStreamed);
    }
}
