// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.function.IntFunction;

/**
 * Where examples come from in the user's files: a row number or a file name. Outputs have it in their
 * first column.
 *
 * @param column the name of that column, such as {@code row} or {@code file}
 * @param of from the index of an example to what it is called
 */
public record Origin(String column, IntFunction<String> of) {

    /** The origin of data without files: the index of an example in its table. */
    public static final Origin INDEX = new Origin("index", Integer::toString);

    /** Returns the origin of chosen examples. */
    Origin select(int... chosen) {
        return equals(INDEX) ? this : new Origin(column, index -> of.apply(chosen[index]));
    }
}
