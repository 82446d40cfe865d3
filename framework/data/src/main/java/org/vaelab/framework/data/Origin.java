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
 * @param place where an example of that name is in the files, for messages
 */
public record Origin(
        String column, IntFunction<String> of, boolean naming, IntFunction<String> place) {

    /** The origin of data without files: the index of an example in its table. */
    public static final Origin INDEX = numbered("index", Integer::toString);

    /** Returns the origin of examples that a number tells apart. */
    public static Origin numbered(String column, IntFunction<String> of) {
        return new Origin(column, of, false, of);
    }

    /** Returns the origin of examples with names. */
    public static Origin named(String column, IntFunction<String> of) {
        return named(column, of, of);
    }

    /** Returns the origin of examples with names, and with places for messages. */
    public static Origin named(String column, IntFunction<String> of, IntFunction<String> place) {
        return new Origin(column, of, true, place);
    }

    /** Returns the origin of chosen examples. */
    Origin select(int... chosen) {
        return equals(INDEX)
                ? this
                : new Origin(
                        column,
                        index -> of.apply(chosen[index]),
                        naming,
                        index -> place.apply(chosen[index]));
    }
}
