// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.time.LocalDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueSplit;

/**
 * What is given with T steps of a series, and not modelled. All of it is known before the first of
 * these steps, or is an input:
 *
 * <ul>
 *   <li>of {@code scale: window} the level and the spread of each variable, which are the mean m and
 *       the standard deviation s of its numbers in the T steps before, {@code s = max(sqrt(sum (x -
 *       m)^2 / n), }{@value SeriesSpreads#FLOOR}{@code  S)}, with S the deviation of the training part;
 *   <li>of {@code scale: level} the same level, and one spread: the root mean square of the standard
 *       deviations of the stretches of T steps that the training part divides into;
 *   <li>of {@code calendar} {@code sin(2 pi h p), cos(2 pi h p)} for h = 1, ..., H, with p the share
 *       of the period that has passed before the step;
 *   <li>of {@code given} the numbers of the columns.
 * </ul>
 *
 * @param steps T
 * @param spreads of windows; null: windows have no scale
 * @param calendar the names of periods
 * @param numbers the numbers of each series, [steps, D]
 * @param inputs of each series the numbers of given columns, [steps, G]
 */
record SeriesGiven(
        SeriesTable table,
        TimeGrid grid,
        int steps,
        @Nullable SeriesSpreads spreads,
        List<String> calendar,
        List<double[]> numbers,
        List<double[]> inputs) {

    /**
     * A period of the calendar. Of months, weekdays and quarters there are so many harmonics that a
     * sum of them is any function of these.
     *
     * @param passed from a time to the share of the period that has passed
     * @param harmonics H
     */
    private record Period(ToDoubleFunction<LocalDateTime> passed, int harmonics) {}

    private static final Map<String, Period> PERIODS =
            Map.of(
                    "month", new Period(t -> (t.getMonthValue() - 1) / 12.0, 6),
                    "weekday", new Period(t -> (t.getDayOfWeek().getValue() - 1) / 7.0, 3),
                    "quarter", new Period(t -> (t.get(IsoFields.QUARTER_OF_YEAR) - 1) / 4.0, 2),
                    "hour", new Period(t -> (t.getHour() + t.getMinute() / 60.0) / 24, 4),
                    "dayOfYear",
                            new Period(
                                    t -> (t.getDayOfYear() - 1.0) / t.toLocalDate().lengthOfYear(),
                                    4));

    /** Checks the names of periods. */
    static void requirePeriods(List<String> calendar) {
        for (String name : calendar) {
            if (!PERIODS.containsKey(name)) {
                throw DataException.of(
                        "source series: calendar has %s, expected month, weekday, hour, quarter or"
                                + " dayOfYear",
                        name);
            }
        }
    }

    /**
     * Returns what is given with series.
     *
     * @throws DataException if times are numbers, which are of no calendar
     */
    static SeriesGiven of(
            SeriesTable table,
            TimeGrid grid,
            int steps,
            @Nullable SeriesSpreads spreads,
            List<String> calendar) {
        if (grid.areNumbers() && !calendar.isEmpty()) {
            throw DataException.of(
                    "source series: calendar is %s, and the times are numbers; set timeFormat if they are"
                            + " dates, or leave it out",
                    calendar);
        }
        return new SeriesGiven(
                table, grid, steps, spreads, calendar, table.dense(grid), table.inputs(grid));
    }

    /** Returns the mean and the standard deviation of the numbers that are not missing. */
    static double[] moments(double[] numbers) {
        double[] found = Arrays.stream(numbers).filter(x -> !Double.isNaN(x)).toArray();
        double mean = Arrays.stream(found).average().orElse(Double.NaN);
        double squares = Arrays.stream(found).map(x -> (x - mean) * (x - mean)).sum();
        return new double[] {mean, Math.sqrt(squares / found.length)};
    }

    /** Returns U, the inputs of a step. */
    private int perStep() {
        int harmonics = calendar.stream().mapToInt(name -> PERIODS.get(name).harmonics()).sum();
        return 2 * harmonics + table.inputNames().size();
    }

    private int size() {
        return steps * table.width();
    }

    /** Returns how many numbers are given. */
    int width() {
        return (spreads == null ? 0 : 2 * size()) + steps * perStep();
    }

    /** Returns examples of which the last numbers are given, and the others modelled. */
    Examples split(Examples whole) {
        if (width() == 0) {
            return whole;
        }
        List<ValueSplit.Part> parts = new ArrayList<>();
        int from = size();
        if (spreads != null) {
            parts.add(
                    part(ValueSplit.SCALE, "level and spread of the steps before", from, 3 * from));
            from *= 3;
        }
        if (perStep() > 0) {
            List<String> names = new ArrayList<>(calendar);
            names.addAll(table.inputNames());
            parts.add(
                    part(
                            ValueSplit.INPUTS,
                            String.join(", ", names),
                            from,
                            from + steps * perStep()));
        }
        return whole.splitBy(
                new ValueSplit(
                        DataShape.flat(size() + width()),
                        new DataShape(1, steps, table.width()),
                        IntStream.range(0, size()).toArray(),
                        parts));
    }

    private static ValueSplit.Part part(String name, String text, int from, int to) {
        return new ValueSplit.Part(name, text, IntStream.range(from, to).toArray());
    }

    /** Returns whether the steps before a step have the numbers of a level, if there is to be one. */
    boolean hasPast(int index, int first) {
        return spreads == null
                || (first >= steps
                        && Arrays.stream(moments(index, first)).noneMatch(m -> Double.isNaN(m[0])));
    }

    /** Returns mean and standard deviation of each variable in the T steps before a step. */
    private double[][] moments(int index, int first) {
        double[] all = numbers.get(index);
        int width = table.width();
        double[][] moments = new double[width][];
        for (int d = 0; d < width; d++) {
            int place = d;
            moments[d] =
                    moments(
                            IntStream.range(Math.max(0, first - steps), first)
                                    .map(t -> t * width + place)
                                    .filter(j -> j < all.length)
                                    .mapToDouble(j -> all[j])
                                    .toArray());
        }
        return moments;
    }

    /**
     * Returns what is given with the T steps from a step on. Given numbers after the end of the file
     * are NaN.
     *
     * @throws DataException if the steps before have no level, or a given number is missing
     */
    double[] at(int index, int first) {
        double[] given = new double[width()];
        int from = 0;
        for (double[] each : scale(index, first)) {
            for (int j = 0; j < size(); j++) {
                given[from++] = each[j % table.width()];
            }
        }
        for (int t = first; t < first + steps && perStep() > 0; t++) {
            LocalDateTime time = table.time(index, t, grid).local();
            for (String name : calendar) {
                Period period = PERIODS.get(name);
                double angle = 2 * Math.PI * period.passed().applyAsDouble(time);
                for (int h = 1; h <= period.harmonics(); h++) {
                    given[from++] = Math.sin(h * angle);
                    given[from++] = Math.cos(h * angle);
                }
            }
            for (int g = 0; g < table.inputNames().size(); g++) {
                given[from++] = input(index, t, g);
            }
        }
        return given;
    }

    /**
     * Returns the level and then the spread of each variable; nothing if windows are not scaled.
     *
     * @throws DataException if the steps before have no level
     */
    List<double[]> scale(int index, int first) {
        if (spreads == null) {
            return List.of();
        }
        if (!hasPast(index, first)) {
            throw DataException.of(
                    "%s: data.scale needs a number of each variable in the %s steps before step %s of"
                            + " series %s, and the file has %s steps before it\nadd earlier rows",
                    table.file().path(),
                    steps,
                    first + 1,
                    List.copyOf(table.series().keySet()).get(index),
                    first);
        }
        double[][] moments = moments(index, first);
        double[] levels = new double[moments.length];
        double[] found = new double[moments.length];
        for (int d = 0; d < moments.length; d++) {
            levels[d] = moments[d][0];
            found[d] = spreads.of(moments[d][1], d);
        }
        return List.of(levels, found);
    }

    private double input(int index, int step, int column) {
        double[] all = inputs.get(index);
        int place = step * table.inputNames().size() + column;
        if (place < all.length && Double.isNaN(all[place])) {
            throw DataException.of(
                    "%s: column \"%s\" is given, and has no number at time %s\nfill it in, in a row of its own"
                            + " if there is none; the values of that row may be empty",
                    table.file().path(),
                    table.inputNames().get(column),
                    table.written(grid).apply(index, step));
        }
        return place < all.length ? all[place] : Double.NaN;
    }
}
