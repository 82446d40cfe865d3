// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Amount;

/**
 * Windows of a part of series: L steps each, of which the first begins where the part does, and each
 * further one {@code stride} steps later. A part of n steps has floor((n - L) / stride) + 1 windows,
 * none if it is shorter than one. A window without a number is left out, and so is one without a
 * level where windows are scaled, {@link SeriesGiven}.
 *
 * @param part what it is called, for messages
 * @param of which series each window is of
 * @param first the first step of each window
 * @param tooShort how many series have fewer steps in this part, but some
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record SeriesWindows(String part, SeriesGiven given, int[] of, int[] first, int tooShort) {

    private static final int ROUNDINGS = 100;

    /**
     * Cuts a part of all series.
     *
     * @param from from a series to the first step of the part
     * @param to from a series to the step after its last one
     * @throws DataException if there is no window
     */
    static SeriesWindows of(
            String part,
            SeriesGiven given,
            int stride,
            IntUnaryOperator from,
            IntUnaryOperator to) {
        List<Integer> of = new ArrayList<>();
        List<Integer> first = new ArrayList<>();
        int tooShort = 0;
        int longest = 0;
        SeriesTable table = given.table();
        List<double[]> numbers = given.numbers();
        int length = given.steps();
        for (int i = 0; i < table.series().size(); i++) {
            int end = to.applyAsInt(i);
            int past = given.spreads() == null ? 0 : length;
            int steps = Math.max(0, end - Math.max(past, from.applyAsInt(i)));
            longest = Math.max(longest, steps);
            tooShort += steps > 0 && steps < length ? 1 : 0;
            for (int start = end - steps; start + length <= end; start += stride) {
                if (hasNumber(numbers.get(i), start * table.width(), length * table.width())
                        && given.hasPast(i, start)) {
                    of.add(i);
                    first.add(start);
                }
            }
        }
        if (of.isEmpty()) {
            throw DataException.of(
                    "%s: the %s part has no window: window is %s steps, and its longest series has %s\n"
                            + "set a shorter window, or move testFrom, testFraction or validationFrom",
                    table.file().path(), part, length, longest);
        }
        return new SeriesWindows(
                part,
                given,
                of.stream().mapToInt(i -> i).toArray(),
                first.stream().mapToInt(i -> i).toArray(),
                tooShort);
    }

    /**
     * Checks that numbers of single precision have digits enough beside their level.
     *
     * @throws DataException if a spread is below {@value #ROUNDINGS} roundings
     */
    void requireDigits() {
        for (int i = 0; i < of.length && given.spreads() != null; i++) {
            List<double[]> scale = given.scale(of[i], first[i]);
            for (int d = 0; d < given.table().width(); d++) {
                double level = scale.get(0)[d];
                double spread = scale.get(1)[d];
                double rounding = Math.ulp((float) level) / 2;
                if (spread < ROUNDINGS * rounding) {
                    throw DataException.of(
                            "%s: data.scale, and a window of level %s and spread %s; float32 rounds such"
                                    + " numbers by up to %s\nset runtime.precision to float64, or subtract a"
                                    + " number from the column",
                            given.table().file().path(), level, spread, rounding);
                }
            }
        }
    }

    private static boolean hasNumber(double[] numbers, int start, int length) {
        return Arrays.stream(numbers, start, start + length).anyMatch(x -> !Double.isNaN(x));
    }

    /**
     * Returns the windows as examples, each named by its series and the time of its first step.
     *
     * @param zero the time from which steps are counted, so that series which begin at different
     *     times have the same place in a season at the same time
     */
    Examples examples(ValuePrecision precision, SeriesTime zero) {
        SeriesTable table = given.table();
        BiFunction<Integer, Integer, String> times = table.written(given.grid());
        List<String> names = List.copyOf(table.series().keySet());
        int[] begins = table.begins(given.grid(), zero);
        return table.cut(given, precision, of, first)
                .from(
                        Origin.named(
                                        table.column(),
                                        i -> names.get(of[i]) + " " + times.apply(of[i], first[i]))
                                .cut(
                                        i ->
                                                new Origin.Window(
                                                        of[i],
                                                        begins[of[i]] + first[i],
                                                        given.steps()))
                                .at(
                                        new Origin.Times(
                                                table.ofTime().name(),
                                                (i, step) -> times.apply(of[i], first[i] + step),
                                                true,
                                                (i, step) -> given.at(of[i], first[i] + step))));
    }

    /** Says from when to when the part goes, and how many windows it has. */
    String remark() {
        SeriesTable table = given.table();
        int length = given.steps();
        BiFunction<Integer, Integer, String> times = table.written(given.grid());
        Comparator<Integer> byTime =
                Comparator.comparing(i -> table.time(of[i], first[i], given.grid()));
        List<Integer> windows = IntStream.range(0, of.length).boxed().toList();
        int begin = Collections.min(windows, byTime);
        int end = Collections.max(windows, byTime);
        boolean isAfterItsPast = given.spreads() != null && first[begin] == length;
        return "%s part: %s to %s, %s of %s steps%s%s"
                .formatted(
                        part,
                        times.apply(of[begin], first[begin]),
                        times.apply(of[end], first[end] + length - 1),
                        Amount.of(of.length, "window"),
                        length,
                        isAfterItsPast
                                ? "; the " + length + " steps before give the first its level"
                                : "",
                        tooShort == 0 ? "" : "; too short for one there: " + tooShort + " series");
    }
}
