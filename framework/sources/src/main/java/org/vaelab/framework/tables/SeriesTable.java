// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ExampleReader.SeriesStep;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.SourceName;

/**
 * The series of a table in long form: a row has the name of a series, a time and the numbers at
 * that time. Series come in the order of their first rows. Rows of a series may come in any order,
 * and are sorted by time. A time that a series has twice is an error.
 *
 * <p>The first time of a series is its step 0, and {@link TimeGrid} says which the others are. A time
 * between two steps is an error. Steps without a row are gaps, where all numbers are missing.
 *
 * @param ofSeries the column of the names; empty if the file is one series, of the name of the file
 * @param ofTime the column of the times
 * @param form how they are written
 * @param variables the names of the D numbers that a time has
 * @param inputNames the columns of the G numbers that are given at a time
 */
record SeriesTable(
        TableFile file,
        Optional<Field> ofSeries,
        Field ofTime,
        TimeForm form,
        List<String> variables,
        List<String> inputNames,
        Map<String, List<Row>> series) {

    private static final String SERIES = "series";

    /** By how much of a step a time may be off. */
    private static final double TOLERANCE = 1e-3;

    private static final int LONGEST = 100_000;

    /** The numbers at a time, the time as the file has it, and the place of the row in the file. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Row(
            SeriesTime time, String written, double[] values, double[] inputs, int place) {}

    /**
     * Reads a file.
     *
     * @param like the form of the times of an earlier file, which is taken if it reads all of this
     *     one; null: it is recognised
     * @throws DataException if a column is absent, a cell is no number, a row has no series or
     *     time, or a series has a time twice
     */
    static SeriesTable read(Path path, SeriesSource settings, @Nullable TimeForm like) {
        TableFile file = TableFile.of(path, TableFile.Layout.USUAL);
        Optional<Field> ofSeries =
                settings.series() == null && !file.names().contains(SERIES)
                        ? Optional.empty()
                        : Optional.of(field(file, SERIES, settings.series()));
        Field ofTime = field(file, "time", settings.time());
        List<String> inputNames = settings.given() == null ? List.of() : settings.given();
        List<Field> inputs = inputNames.stream().map(v -> file.field("given", v)).toList();
        List<Field> values =
                settings.values() == null
                        ? file.fields().stream()
                                .filter(f -> !ofSeries.equals(Optional.of(f)) && !f.equals(ofTime))
                                .filter(f -> !inputs.contains(f))
                                .toList()
                        : settings.values().stream().map(v -> file.field("values", v)).toList();
        if (values.isEmpty()) {
            throw DataException.of("%s: no column of values beside series and time", path);
        }
        List<String> times = times(file, ofTime);
        TimeForm form = TimeForm.of(times, settings.timeFormat(), like, ofTime.name(), file::place);
        if (like != null && like.isNumber() != form.isNumber()) {
            throw DataException.of(
                    "%s: the times are %s, and those of training are %s",
                    path, form.name(), like.name());
        }
        Map<String, List<Row>> found = new LinkedHashMap<>();
        List<Field> read = Stream.concat(values.stream(), inputs.stream()).toList();
        int width = values.size();
        file.read(
                Stream.concat(read.stream(), ofSeries.stream()).toList(),
                (row, cells) -> {
                    double[] numbers = new double[read.size()];
                    Arrays.setAll(
                            numbers, j -> number(file, row, read.get(j).name(), cells.get(j)));
                    String name =
                            ofSeries.map(f -> name(file, row, f, cells.get(read.size())))
                                    .orElse(SourceName.of(null, path, SERIES));
                    SeriesTime time = form.parse(times.get(row)).orElseThrow();
                    found.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(
                                    new Row(
                                            time,
                                            times.get(row),
                                            Arrays.copyOf(numbers, width),
                                            Arrays.copyOfRange(numbers, width, numbers.length),
                                            row));
                });
        found.forEach((name, rows) -> sort(file, ofSeries.isPresent(), name, rows));
        return new SeriesTable(
                file,
                ofSeries,
                ofTime,
                form,
                values.stream().map(Field::name).toList(),
                inputNames,
                found);
    }

    private static String name(TableFile file, int row, Field column, Cell cell) {
        if (cell.isMissing()) {
            throw DataException.of(
                    "%s: no name of a series in column \"%s\"", file.place(row), column.name());
        }
        return cell.text();
    }

    private static List<String> times(TableFile file, Field column) {
        List<String> times = new ArrayList<>();
        file.read(
                List.of(column),
                (row, cells) -> {
                    if (cells.get(0).isMissing()) {
                        throw DataException.of(
                                "%s: no time in column \"%s\"", file.place(row), column.name());
                    }
                    times.add(cells.get(0).text());
                });
        return times;
    }

    private static Field field(TableFile file, String key, @Nullable String set) {
        return file.field(key, set == null ? key : set);
    }

    private static double number(TableFile file, int row, String column, Cell cell) {
        double number = cell.isMissing() ? Double.NaN : cell.number();
        if (!cell.isMissing() && Double.isNaN(number)) {
            throw DataException.of(
                    "%s: \"%s\" in column \"%s\" is no number; name the columns of numbers in"
                            + " values",
                    file.place(row), cell.shown(), column);
        }
        return number;
    }

    private static void sort(TableFile file, boolean areNamed, String name, List<Row> rows) {
        rows.sort(Comparator.comparing(Row::time));
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).time().compareTo(rows.get(i - 1).time()) == 0) {
                throw DataException.of(
                        "%s: %s has the time %s twice, first in %s; keep one row, or %s",
                        file.place(rows.get(i).place()),
                        areNamed ? "series " + name : "the file, read as one series,",
                        rows.get(i).written(),
                        file.place(rows.get(i - 1).place()),
                        areNamed
                                ? "tell them apart by the column of the series"
                                : "set series to the column that says which series a row is of");
            }
        }
    }

    int width() {
        return variables.size();
    }

    /** Returns the sorted times of each series. */
    List<List<SeriesTime>> times() {
        return series.values().stream().map(rows -> rows.stream().map(Row::time).toList()).toList();
    }

    /** Returns the first time of all series. */
    SeriesTime begin() {
        return series.values().stream()
                .map(rows -> rows.get(0).time())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Returns how many steps after a time each series begins. */
    int[] begins(TimeGrid grid, SeriesTime zero) {
        return series.values().stream()
                .mapToInt(rows -> (int) Math.rint(grid.place(zero, rows.get(0).time())))
                .toArray();
    }

    /** Returns the number of steps of a series, with its gaps. */
    int length(int index, TimeGrid grid) {
        List<Row> rows = rows(index);
        return 1 + step(rows, rows.get(rows.size() - 1), grid);
    }

    /**
     * Returns the number of steps of the longest series.
     *
     * @throws DataException if a time lies between two steps, two times are in one, or there are too
     *     many steps
     */
    int steps(TimeGrid grid) {
        int most = 1;
        for (Map.Entry<String, List<Row>> one : series.entrySet()) {
            List<Row> rows = one.getValue();
            @Nullable Row last = null;
            for (Row row : rows) {
                double place = grid.place(rows.get(0).time(), row.time());
                if (Math.abs(place - Math.rint(place)) > TOLERANCE || place >= LONGEST) {
                    throw DataException.of(
                            "%s: series %s has the time %s, %s steps of %s after its first;"
                                    + " expected a whole number below %s\n"
                                    + "set step, such as month, day or a number, or put the times on a grid",
                            file.path(),
                            one.getKey(),
                            row.written(),
                            String.format(Locale.ROOT, "%.4g", place),
                            grid,
                            LONGEST);
                }
                if (last != null && step(rows, row, grid) == step(rows, last, grid)) {
                    throw DataException.of(
                            "%s: series %s has two rows in a step of %s, %s and %s; set a shorter step, or"
                                    + " keep one of them",
                            file.path(), one.getKey(), grid, last.written(), row.written());
                }
                last = row;
                most = Math.max(most, 1 + (int) Math.rint(place));
            }
        }
        return most;
    }

    private List<Row> rows(int index) {
        return List.copyOf(series.values()).get(index);
    }

    /** Returns the last steps of each series, padded with NaN to their number. */
    Examples last(TimeGrid grid, int steps, ValuePrecision precision, SeriesGiven given) {
        int[] whole = IntStream.range(0, series.size()).toArray();
        int[] first = IntStream.of(whole).map(i -> Math.max(0, length(i, grid) - steps)).toArray();
        BiFunction<Integer, Integer, String> times = written(grid);
        return cut(given, precision, whole, first)
                .from(
                        Origin.named(column(), List.copyOf(series.keySet())::get)
                                .at(
                                        new Origin.Times(
                                                ofTime.name(),
                                                (i, step) -> times.apply(i, first[i] + step),
                                                false,
                                                (i, step) -> given.at(i, first[i] + step))));
    }

    /** Returns a time as the file has it. */
    String sample() {
        return rows(0).get(0).written();
    }

    /** Returns what the names of series are called. */
    String column() {
        return ofSeries.map(Field::name).orElse(SERIES);
    }

    /**
     * Returns pieces of series, padded with NaN to a number of steps. After the end of the file,
     * given numbers are 0.
     *
     * @param of which series each is of
     * @param first the first step of each
     */
    Examples cut(SeriesGiven given, ValuePrecision precision, int[] of, int[] first) {
        int width = width();
        int steps = given.steps();
        int row = steps * width + given.width();
        long size = (long) of.length * row;
        if (size > Integer.MAX_VALUE) {
            throw DataException.of(
                    "%s: %s examples of %s steps are %s numbers, expected at most %s; set a larger stride,"
                            + " or fewer values",
                    file.path(), of.length, steps, size, Integer.MAX_VALUE);
        }
        double[] values = new double[(int) size];
        Arrays.fill(values, Double.NaN);
        List<double[]> whole = given.numbers();
        for (int i = 0; i < of.length; i++) {
            double[] from = whole.get(of[i]);
            int start = first[i] * width;
            int length = Math.min(steps * width, from.length - start);
            System.arraycopy(from, start, values, i * row, length);
            double[] known = given.at(of[i], first[i]);
            for (int j = 0; j < known.length; j++) {
                values[i * row + steps * width + j] = Double.isNaN(known[j]) ? 0 : known[j];
            }
        }
        return given.split(Examples.realWithMissing(row, values)).in(precision);
    }

    /** Returns the numbers of all steps of each series, [steps, D]; NaN in gaps. */
    List<double[]> dense(TimeGrid grid) {
        return dense(grid, width(), Row::values);
    }

    /** Returns the given numbers of all steps of each series, [steps, G]; NaN in gaps. */
    List<double[]> inputs(TimeGrid grid) {
        return dense(grid, inputNames.size(), Row::inputs);
    }

    private List<double[]> dense(TimeGrid grid, int width, Function<Row, double[]> of) {
        List<double[]> all = new ArrayList<>();
        for (List<Row> rows : series.values()) {
            double[] values = new double[(1 + step(rows, rows.get(rows.size() - 1), grid)) * width];
            Arrays.fill(values, Double.NaN);
            for (Row row : rows) {
                System.arraycopy(of.apply(row), 0, values, step(rows, row, grid) * width, width);
            }
            all.add(values);
        }
        return all;
    }

    private static int step(List<Row> rows, Row row, TimeGrid grid) {
        return (int) Math.rint(grid.place(rows.get(0).time(), row.time()));
    }

    /** Returns the time of a step, whether it has a row or not. */
    SeriesTime time(int index, int step, TimeGrid grid) {
        List<Row> rows = rows(index);
        int day = grid.months() == 0 ? 0 : TimeGrid.day(rows.stream().map(Row::time).toList());
        return grid.at(rows.get(0).time(), step, day);
    }

    /** Returns the first step of a series that is not before a time; at most its length. */
    int stepFrom(int index, SeriesTime time, TimeGrid grid) {
        List<Row> rows = rows(index);
        return rows.stream()
                .filter(row -> row.time().compareTo(time) >= 0)
                .findFirst()
                .map(row -> step(rows, row, grid))
                .orElse(length(index, grid));
    }

    /** Returns whether most rows that another file also has, by series and time, have its numbers. */
    boolean repeats(SeriesTable other) {
        int common = 0;
        int equal = 0;
        for (Map.Entry<String, List<Row>> one : series.entrySet()) {
            boolean isOnly = ofSeries.isEmpty() && other.ofSeries.isEmpty();
            List<Row> others =
                    isOnly ? other.rows(0) : other.series.getOrDefault(one.getKey(), List.of());
            Map<SeriesTime, double[]> there = new HashMap<>();
            others.forEach(row -> there.put(row.time(), row.values()));
            for (Row row : one.getValue()) {
                double[] values = there.get(row.time());
                common += values == null ? 0 : 1;
                equal += Arrays.equals(values, row.values()) ? 1 : 0;
            }
        }
        return equal > 1 && 2 * equal > common;
    }

    /** Returns the time of a step: what the file has, or what it would have. */
    BiFunction<Integer, Integer, String> written(TimeGrid grid) {
        List<Map<Integer, String>> known = new ArrayList<>();
        for (List<Row> rows : series.values()) {
            Map<Integer, String> ofSteps = new HashMap<>();
            rows.forEach(row -> ofSteps.put(step(rows, row, grid), row.written()));
            known.add(ofSteps);
        }
        return (index, step) -> {
            String there = known.get(index).get(step);
            return there == null
                    ? form.write(time(index, step, grid), rows(index).get(0).written())
                    : there;
        };
    }

    /** Returns the step of each row of the file, then the steps between rows that have none. */
    List<SeriesStep> rowsAndGaps(TimeGrid grid) {
        SeriesStep[] ofRows = new SeriesStep[file.size()];
        List<SeriesStep> gaps = new ArrayList<>();
        BiFunction<Integer, Integer, String> times = written(grid);
        int index = 0;
        for (Map.Entry<String, List<Row>> one : series.entrySet()) {
            int next = 0;
            for (Row row : one.getValue()) {
                int step = step(one.getValue(), row, grid);
                for (; next < step; next++) {
                    @Nullable String[] key = new String[file.fields().size()];
                    ofSeries.ifPresent(of -> key[file.place(of.name())] = one.getKey());
                    key[file.place(ofTime.name())] = times.apply(index, next);
                    gaps.add(new SeriesStep(index, next, Arrays.asList(key)));
                }
                ofRows[row.place()] = new SeriesStep(index, step, List.of());
                next++;
            }
            index++;
        }
        return Stream.concat(Stream.of(ofRows), gaps.stream()).toList();
    }

    /** Says what was found, with the gaps. */
    String remark(TimeGrid grid, int steps) {
        int[] lengths = IntStream.range(0, series.size()).map(i -> length(i, grid)).toArray();
        return "%s has %s series of %s to %s steps of %s, padded to %s; %s"
                .formatted(
                        file.path(),
                        series.size(),
                        Arrays.stream(lengths).min().orElseThrow(),
                        Arrays.stream(lengths).max().orElseThrow(),
                        grid,
                        steps,
                        gaps(grid));
    }

    /** Says how many steps have no row. */
    String gaps(TimeGrid grid) {
        int steps = IntStream.range(0, series.size()).map(i -> length(i, grid)).sum();
        return steps - file.size() + " steps without a row are gaps";
    }
}
