// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.function.IntFunction;

/**
 * Where examples come from in the user's files: a row number or a file name. Outputs have it in their
 * first column.
 *
 * @param column the name of that column, such as {@code row} or {@code file}
 * @param of from the index of an example to what it is called
 * @param naming whether that is a name, which the same example has in another file too; a number of a row or a line
 *     is none
 */
public record Origin(String column, IntFunction<String> of, boolean naming) {

    /** The origin of data without files: the index of an example in its table. */
    public static final Origin INDEX = numbered("index", Integer::toString);

    /** Returns the origin of examples that a number tells apart. */
    public static Origin numbered(String column, IntFunction<String> of) {
        return new Origin(column, of, false);
    }

    /** Returns the origin of examples with names. */
    public static Origin named(String column, IntFunction<String> of) {
        return new Origin(column, of, true);
    }

    /** Returns the origin of chosen examples. */
    Origin select(int... chosen) {
        return equals(INDEX) ? this : new Origin(column, index -> of.apply(chosen[index]), naming);
    }
}
