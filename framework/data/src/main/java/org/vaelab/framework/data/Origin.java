// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * Where examples come from in the user's files: a row number or a file name. Outputs have it in
 * their first column.
 *
 * @param column the name of that column, such as {@code row} or {@code file}
 * @param of from the index of an example to what it is called
 * @param naming whether that is a name, which the same example has in another file too; a number of
 *     a row or a line is none
 * @param place where an example of that name is in the files, for messages
 * @param times of the steps of series; empty if they are not known
 * @param windows from the index of an example to the part of a longer series that it is; empty if
 *     examples share no steps
 */
public record Origin(
        String column,
        IntFunction<String> of,
        boolean naming,
        IntFunction<String> place,
        Optional<Times> times,
        Optional<IntFunction<Window>> windows) {

    /** The origin of data without files: the index of an example in its table. */
    public static final Origin INDEX = numbered("index", Integer::toString);

    /** Returns the origin of examples that a number tells apart. */
    public static Origin numbered(String column, IntFunction<String> of) {
        return new Origin(column, of, false, of, Optional.empty(), Optional.empty());
    }

    /** Returns the origin of examples with names. */
    public static Origin named(String column, IntFunction<String> of) {
        return named(column, of, of);
    }

    /** Returns the origin of examples with names, and with places for messages. */
    public static Origin named(String column, IntFunction<String> of, IntFunction<String> place) {
        return new Origin(column, of, true, place, Optional.empty(), Optional.empty());
    }

    /** Returns this origin of series whose steps have times. */
    public Origin at(Times known) {
        return new Origin(column, of, naming, place, Optional.of(known), windows);
    }

    /** Returns this origin of windows of longer series, by the index of each. */
    public Origin cut(IntFunction<Window> of) {
        return new Origin(column, this.of, naming, place, times, Optional.of(of));
    }

    /** Returns the window that an example is: of a series of its own, if there are none. */
    public Window window(int index) {
        return windows.map(known -> known.apply(index)).orElse(new Window(index, 0, 0));
    }

    /** Returns the time of a step of a series, from 0 on; empty if it is not known. */
    public String time(int index, int step) {
        return times.map(known -> known.of().apply(index, step)).orElse("");
    }

    /** Returns the origin of chosen examples. */
    Origin select(int... chosen) {
        return equals(INDEX)
                ? this
                : new Origin(
                        column,
                        index -> of.apply(chosen[index]),
                        naming,
                        index -> place.apply(chosen[index]),
                        times.map(known -> known.select(chosen)),
                        windows.map(known -> index -> known.apply(chosen[index])));
    }

    /**
     * A part of a longer series. Two windows of one series share steps if their first steps are
     * nearer than a window is long.
     *
     * @param series its number among the series
     * @param first its first step, counted from one time for all series, such as the first of a file
     * @param steps of the window; 0 of a series of its own
     */
    public record Window(int series, int first, int steps) {}

    /**
     * The times of the steps of series, also of those after the last one.
     *
     * @param column the name of the column of times
     * @param of from the index of a series and a step to its time
     * @param areWindows whether examples are windows of longer series, which may share steps
     * @param given from the index of a series and one of its steps to the given values of the window
     *     that begins there, which may end after the series
     */
    public record Times(
            String column,
            BiFunction<Integer, Integer, String> of,
            boolean areWindows,
            BiFunction<Integer, Integer, double[]> given) {
        private Times select(int... chosen) {
            return new Times(
                    column,
                    (index, step) -> of.apply(chosen[index], step),
                    areWindows,
                    (index, step) -> given.apply(chosen[index], step));
        }
    }
}
