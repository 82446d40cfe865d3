// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ExampleReader.SeriesStep;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.ValueNames;

/**
 * The series of a table in long form: a row has the name of a series, a time and the numbers at
 * that time. Series come in the order of their first rows. Rows of a series may come in any order,
 * and are sorted by time. A time that a series has twice is an error.
 *
 * <p>The first time of a series is its step 0, and a time {@code first + k step} its step k. A time
 * between two steps is an error. Steps without a row are gaps, where all numbers are missing.
 *
 * @param ofSeries the column of the names
 * @param ofTime the column of the times
 * @param variables the names of the D numbers that a time has
 */
record SeriesTable(
        TableFile file,
        Field ofSeries,
        Field ofTime,
        List<String> variables,
        Map<String, List<Row>> series) {

    /** By how much of a step a time may be off. */
    private static final double TOLERANCE = 1e-3;

    private static final int LONGEST = 100_000;

    /** Of times that are numbers and computed. */
    private static final MathContext DIGITS = new MathContext(12);

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final String EPOCH = "1970-01-01 00:00";

    /** What follows a time of day: the zone. */
    private static final Pattern ZONE = Pattern.compile("(?<=:[0-9.]{1,20}) ?(Z|UTC|[-+][0-9:]+)$");

    private static final int DAY = 10;
    private static final int MINUTE = 16;

    /** A number, or a date. */
    private record Time(double number, Cell.Moment date) {
        /** Returns the difference, of dates in days. */
        private double since(Time other) {
            return number - other.number + date.daysSince(other.date);
        }

        /** Returns the time so much later, as a file writes it that wrote this one so. */
        private String plus(double later, String written) {
            if (!Double.isNaN(Cell.number(written))) {
                return ValueNames.of(new BigDecimal(number + later).round(DIGITS).doubleValue());
            }
            Matcher zone = ZONE.matcher(written);
            String end = zone.find() ? zone.group() : "";
            long offset = Cell.moment(EPOCH + end).orElse(Cell.Moment.EPOCH).micros();
            long micros = date.micros() - offset + Math.round(later * Cell.Moment.OF_DAY);
            String moment =
                    LocalDate.EPOCH.atStartOfDay().plus(micros, ChronoUnit.MICROS).format(MOMENT);
            int length = written.length() - end.length();
            boolean isDay = length <= DAY && moment.endsWith(" 00:00:00");
            int shown = isDay ? DAY : length == MINUTE ? MINUTE : moment.length();
            return moment.substring(0, shown).replace(" ", written.contains("T") ? "T" : " ") + end;
        }

        @Override
        public String toString() {
            return ValueNames.of(since(new Time(0, Cell.Moment.EPOCH)));
        }
    }

    /** The numbers at a time, the time as the file has it, and the place of the row in the file. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record Row(Time time, String written, double[] values, int place) {}

    /**
     * Reads a file.
     *
     * @throws DataException if a column is absent, a cell is no number, a row has no series or
     *     time, or a series has a time twice
     */
    static SeriesTable read(Path path, SeriesSource settings) {
        TableFile file = TableFile.of(path, TableFile.Layout.USUAL);
        Field ofSeries = field(file, "series", settings.series());
        Field ofTime = field(file, "time", settings.time());
        List<Field> values =
                settings.values() == null
                        ? file.fields().stream()
                                .filter(f -> !f.equals(ofSeries) && !f.equals(ofTime))
                                .toList()
                        : settings.values().stream().map(v -> file.field("values", v)).toList();
        if (values.isEmpty()) {
            throw DataException.of("%s: no column of values beside series and time", path);
        }
        Map<String, List<Row>> found = new LinkedHashMap<>();
        file.read(
                Stream.concat(Stream.of(ofSeries, ofTime), values.stream()).toList(),
                (row, cells) -> {
                    double[] numbers = new double[values.size()];
                    Arrays.setAll(
                            numbers,
                            j -> number(file, row, values.get(j).name(), cells.get(j + 2)));
                    if (cells.get(0).isMissing()) {
                        throw DataException.of(
                                "%s: no name of a series in column \"%s\"",
                                file.place(row), ofSeries.name());
                    }
                    found.computeIfAbsent(cells.get(0).text(), name -> new ArrayList<>())
                            .add(
                                    new Row(
                                            time(file, row, ofTime, cells.get(1)),
                                            cells.get(1).text(),
                                            numbers,
                                            row));
                });
        for (Map.Entry<String, List<Row>> one : found.entrySet()) {
            sort(file, one.getKey(), one.getValue());
        }
        return new SeriesTable(
                file, ofSeries, ofTime, values.stream().map(Field::name).toList(), found);
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

    private static Time time(TableFile file, int row, Field column, Cell cell) {
        if (!cell.isMissing()) {
            double number = cell.number();
            Optional<Cell.Moment> date = cell.moment();
            if (!Double.isNaN(number) || date.isPresent()) {
                return new Time(Double.isNaN(number) ? 0 : number, date.orElse(Cell.Moment.EPOCH));
            }
        }
        throw DataException.of(
                "%s: \"%s\" in column \"%s\" is neither a number nor a date",
                file.place(row), cell.shown(), column.name());
    }

    private static void sort(TableFile file, String name, List<Row> rows) {
        rows.sort((a, b) -> Double.compare(a.time().since(b.time()), 0));
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).time().since(rows.get(i - 1).time()) == 0) {
                throw DataException.of(
                        "%s: series %s has the time %s twice, first in %s; keep one row, or tell"
                                + " them apart by the column of the series",
                        file.place(rows.get(i).place()),
                        name,
                        rows.get(i).time(),
                        file.place(rows.get(i - 1).place()));
            }
        }
    }

    int width() {
        return variables.size();
    }

    /** Returns the least difference of two times of a series; infinity if each has one. */
    double leastDifference() {
        double least = Double.POSITIVE_INFINITY;
        for (List<Row> rows : series.values()) {
            for (int i = 1; i < rows.size(); i++) {
                least = Math.min(least, rows.get(i).time().since(rows.get(i - 1).time()));
            }
        }
        return least;
    }

    /**
     * Returns the number of steps of the longest series.
     *
     * @throws DataException if a time lies between two steps, or there are too many steps
     */
    int steps(double spacing) {
        int most = 1;
        for (Map.Entry<String, List<Row>> one : series.entrySet()) {
            List<Row> rows = one.getValue();
            for (Row row : rows) {
                double place = exactStep(rows, row, spacing);
                if (Math.abs(place - Math.rint(place)) > TOLERANCE || place >= LONGEST) {
                    throw DataException.of(
                            "%s: series %s has the time %s, %s steps of %s after its first;"
                                    + " expected a whole number below %s\n"
                                    + "set step, or put the times on a grid",
                            file.path(),
                            one.getKey(),
                            row.time(),
                            String.format(Locale.ROOT, "%.4g", place),
                            ValueNames.of(spacing),
                            LONGEST);
                }
                most = Math.max(most, 1 + (int) Math.rint(place));
            }
        }
        return most;
    }

    /** Returns the series, padded with NaN to a number of steps. */
    Examples examples(double spacing, int steps, ValuePrecision precision) {
        int width = width();
        double[] values =
                new double[Math.multiplyExact(Math.multiplyExact(series.size(), steps), width)];
        Arrays.fill(values, Double.NaN);
        int start = 0;
        for (List<Row> rows : series.values()) {
            for (Row row : rows) {
                int place = step(rows, row, spacing);
                System.arraycopy(row.values(), 0, values, start + place * width, width);
            }
            start += steps * width;
        }
        return Examples.realWithMissing(steps * width, values)
                .in(precision)
                .from(
                        Origin.named(ofSeries.name(), List.copyOf(series.keySet())::get)
                                .at(new Origin.Times(ofTime.name(), times(spacing))));
    }

    private static double exactStep(List<Row> rows, Row row, double spacing) {
        return row.time().since(rows.get(0).time()) / spacing;
    }

    private static int step(List<Row> rows, Row row, double spacing) {
        return (int) Math.rint(exactStep(rows, row, spacing));
    }

    /** Returns the time of a step: what the file has, or what it would have. */
    private BiFunction<Integer, Integer, String> times(double spacing) {
        List<List<Row>> all = List.copyOf(series.values());
        return (index, step) -> {
            List<Row> rows = all.get(index);
            Row first = rows.get(0);
            return rows.stream()
                    .filter(row -> step(rows, row, spacing) == step)
                    .findFirst()
                    .map(Row::written)
                    .orElseGet(() -> first.time().plus(step * spacing, first.written()));
        };
    }

    /** Returns the step of each row of the file, then the steps between rows that have none. */
    List<SeriesStep> rowsAndGaps(double spacing) {
        SeriesStep[] ofRows = new SeriesStep[file.size()];
        List<SeriesStep> gaps = new ArrayList<>();
        BiFunction<Integer, Integer, String> times = times(spacing);
        int index = 0;
        for (Map.Entry<String, List<Row>> one : series.entrySet()) {
            int next = 0;
            for (Row row : one.getValue()) {
                int step = step(one.getValue(), row, spacing);
                for (; next < step; next++) {
                    @Nullable String[] key = new String[file.fields().size()];
                    key[file.place(ofSeries.name())] = one.getKey();
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
    String remark(double spacing, int steps) {
        int shortest = Integer.MAX_VALUE;
        int longest = 0;
        int gaps = 0;
        for (List<Row> rows : series.values()) {
            double span = rows.get(rows.size() - 1).time().since(rows.get(0).time());
            int length = 1 + (int) Math.rint(span / spacing);
            shortest = Math.min(shortest, length);
            longest = Math.max(longest, length);
            gaps += length - rows.size();
        }
        return "%s has %s series of %s to %s steps of %s, padded to %s; %s steps without a row are gaps"
                .formatted(
                        file.path(),
                        series.size(),
                        shortest,
                        longest,
                        ValueNames.of(spacing),
                        steps,
                        gaps);
    }
}
