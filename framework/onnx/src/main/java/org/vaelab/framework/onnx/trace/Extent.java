// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import org.vaelab.framework.Internal;

/**
 * An integer of a graph: always the same, or so many times the number of rows.
 *
 * @param number the integer, or its part of each row
 * @param perRow whether it is a multiple of the number of rows
 */
@Internal
public record Extent(int number, boolean perRow) {

    /** Returns the integer for a number of rows. */
    public int at(int rows) {
        return perRow ? number * rows : number;
    }

    /** Returns {@code 784}, {@code batch} or {@code 3*batch}. */
    @Override
    public String toString() {
        if (!perRow) {
            return Integer.toString(number);
        }
        return number == 1 ? "batch" : number + "*batch";
    }
}
