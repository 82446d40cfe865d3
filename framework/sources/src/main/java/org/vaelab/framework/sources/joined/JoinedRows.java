// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.ValuePrecision;

/**
 * The values of all modalities, one after the other; NaN where one is missing.
 *
 * @param sides of some modalities; the others are missing
 * @param rows of each side, the row of each joined example; below 0 where it is missing
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record JoinedRows(List<Pairs.Side> sides, int[][] rows, int width, ValuePrecision precision)
        implements DataRows {

    @Override
    public int size() {
        return rows[0].length;
    }

    @Override
    public void read(int row, double[] target, int offset) {
        Arrays.fill(target, offset, offset + width, Double.NaN);
        for (int m = 0; m < rows.length; m++) {
            Pairs.Side side = sides.get(m);
            if (rows[m][row] >= 0) {
                side.examples().read(rows[m][row], target, offset + side.modality().from());
            }
        }
    }

    @Override
    public boolean isStreamed() {
        return sides.stream().anyMatch(side -> side.examples().isStreamed());
    }
}
