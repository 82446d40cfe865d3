// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Column.Kind;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Cursor;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Origin.Window;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.sources.catalog.Recognized;
import org.vaelab.framework.tables.TableScan;
import org.vaelab.framework.tables.TableScan.Found;

/**
 * Finds out whether the rows of a table are steps of one long series, or of several that a column
 * names. They are if each series has 100 rows or more, its times increase from row to row, two
 * thirds of its steps have a number, and most other columns are numbers.
 *
 * @param table its columns
 * @param loader which reads the times, as the data source {@code series} does
 */
@Internal
public record RowsInTime(TableScan table, Loader loader) {

    private static final int LEAST_ROWS = 100;
    private static final double LEAST_SHARE = 2 / 3.0;

    /** Longer windows take a recurrent network too long. */
    private static final int MOST_WINDOW = 400;

    /** A test part of so many windows end to end, and of a stride, has standard errors. */
    private static final double WINDOWS_OF_ERRORS = 14 / 3.0 + 0.1;

    /** How many windows of the test are enough. */
    private static final int TEST_WINDOWS = 200;

    /** A name of a column of times that are numbers. */
    private static final Pattern TIME =
            Pattern.compile(
                    "(.*[ _.-])?(times?|date|day|month|year|week|hour|step|t|timestamp|datetime|ds|cycle)"
                            + "([ _.-].*)?",
                    Pattern.CASE_INSENSITIVE);

    /** Loads data, or throws {@link DataException}. */
    @FunctionalInterface
    public interface Loader {
        /** Returns the data that a source reads with these settings. */
        Dataset load(Recognized data) throws IOException;
    }

    /**
     * Steps of a calendar.
     *
     * @param window the usual steps of an example
     * @param seasons that the calendar has
     */
    private record Step(@Nullable String name, int window, List<Season> seasons) {
        Step(@Nullable String name, int window, Season... seasons) {
            this(name, window, List.of(seasons));
        }
    }

    private static final double DAYS_OF_YEAR = 365.25;

    /** The longest first: it is the first one on which all times are. */
    private static final List<Step> STEPS =
            List.of(
                    new Step("year", 36),
                    new Step("quarter", 32, new Season(4, 4, "quarter")),
                    new Step("month", 36, new Season(12, 12, "month")),
                    new Step("week", 52, ofYear(DAYS_OF_YEAR / 7)),
                    new Step("day", 42, new Season(7, 7, "weekday"), ofYear(DAYS_OF_YEAR)),
                    new Step(
                            "hour",
                            48,
                            new Season(24, 24, "hour"),
                            new Season(168, 7, "weekday"),
                            ofYear(24 * DAYS_OF_YEAR)),
                    new Step(null, 36));

    private static Season ofYear(double steps) {
        return new Season(steps, 12, "dayOfYear");
    }

    /** The columns of a series: its time, its name if there are several, its numbers, the others. */
    private record Roles(
            Found time, Optional<Found> name, List<String> values, List<String> others) {}

    /**
     * Returns the series of a table.
     *
     * @return empty if it is not sure that there are any
     */
    public static Optional<Recognized> of(Path path, Loader loader) throws IOException {
        RowsInTime rows = new RowsInTime(TableScan.of(path), loader);
        if (!rows.table.hasHeader() || rows.table.rows() < LEAST_ROWS) {
            return Optional.empty();
        }
        for (Found time : rows.columns(rows::mayBeTime).toList()) {
            for (Roles roles : rows.roles(time)) {
                for (Step step : rows.steps(time)) {
                    Optional<Recognized> found = rows.series(roles, step);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Stream<Found> columns(Predicate<Found> which) {
        return table.columns().stream().filter(which);
    }

    private boolean mayBeTime(Found column) {
        boolean isNumber =
                column.kind()
                        .filter(kind -> !kind.hasCategories() && kind != Kind.DATE)
                        .isPresent();
        boolean hasDigits =
                column.values().isEmpty() || column.values().get(0).matches(".*[0-9].*");
        return column.missing() == 0
                && !column.isConstant()
                && (TIME.matcher(column.name()).matches() || (!isNumber && hasDigits));
    }

    /** Returns the roles of columns with a time that no series has twice. */
    private List<Roles> roles(Found time) {
        boolean isOne = table.combinations(List.of(time.name())) == table.rows();
        Stream<Optional<Found>> names =
                isOne && columns(RowsInTime::isNameOfSource).findAny().isEmpty()
                        ? Stream.of(Optional.empty())
                        : columns(c -> !c.equals(time) && mayBeName(c))
                                .filter(
                                        c ->
                                                table.combinations(List.of(c.name(), time.name()))
                                                        == table.rows())
                                .map(Optional::of);
        return names.map(name -> roles(time, name))
                .filter(
                        roles ->
                                !roles.values.isEmpty()
                                        && roles.values.size() >= roles.others.size())
                .toList();
    }

    /** The source takes a column {@code series} for names, so a file of one series has none. */
    private static boolean isNameOfSource(Found column) {
        return column.name().equals("series");
    }

    private boolean mayBeName(Found column) {
        int names = column.values().size();
        return column.missing() == 0 && names > 1 && (long) names * LEAST_ROWS <= table.rows();
    }

    private Roles roles(Found time, Optional<Found> name) {
        List<Found> rest =
                columns(c -> !c.equals(time) && name.filter(c::equals).isEmpty()).toList();
        Map<Boolean, List<String>> byUse =
                rest.stream()
                        .filter(c -> !c.isNumbering() && !c.isConstant())
                        .collect(
                                Collectors.partitioningBy(
                                        RowsInTime::isNumber,
                                        Collectors.mapping(Found::name, Collectors.toList())));
        return new Roles(time, name, byUse.get(true), byUse.get(false));
    }

    private static boolean isNumber(Found column) {
        return column.kind()
                .filter(k -> k == Kind.REAL || k == Kind.COUNT || k == Kind.ORDINAL)
                .isPresent();
    }

    /** Numbers such as 1998 have no calendar; 199803 may be months. */
    private List<Step> steps(Found time) {
        boolean areNumbers = time.values().stream().allMatch(text -> text.matches("-?[0-9.]+"));
        return areNumbers ? STEPS.subList(1, STEPS.size()) : STEPS;
    }

    private static Recognized settings(Path path, Roles roles) {
        Recognized data =
                new Recognized(
                        "series", new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        data.settings().put("path", path);
        roles.name.ifPresent(name -> data.settings().put("series", name.name()));
        data.settings().put("time", roles.time.name());
        data.settings().put("values", roles.values);
        return data;
    }

    /** Returns the series if all times are on the grid of a step and few steps have no number. */
    private Optional<Recognized> series(Roles roles, Step step) throws IOException {
        Recognized data = settings(table.file().path(), roles);
        if (step.name != null) {
            data.settings().put("step", step.name);
        }
        try {
            data.settings().put("window", 1);
            Dataset steps = loader.load(data);
            Sequence found = Sequence.of(steps);
            if (found.share() < LEAST_SHARE || !found.isIn(order(roles))) {
                return Optional.empty();
            }
            SeasonSearch season = SeasonSearch.of(steps, step.seasons);
            complete(data, found, step, season);
            roles.name.ifPresent(
                    name -> data.comments().put("series", found.times.size() + " series"));
            data.doubts().add(found.remark(roles.time.name()));
            Stream.of(season.text() + instead(data))
                    .filter(text -> !text.isEmpty())
                    .forEach(data.doubts()::add);
            if (!roles.others.isEmpty()) {
                data.doubts()
                        .add(
                                "Left out, because a series has numbers alone: "
                                        + String.join(", ", roles.others)
                                        + ".");
            }
            if (hasDrifted(loader.load(data).train())) {
                data.settings().put("scale", "level");
                data.comments().put("scale", "the level of each window is given: levels differ");
                loader.load(data);
            }
            return Optional.of(data);
        } catch (DataException e) {
            // Not all times are on this grid, or a part has no window.
            return Optional.empty();
        }
    }

    /**
     * Returns whether the last fifth of the training windows has a mean that is a deviation away: at
     * the end of a trend it is 1.4 of them. The test part is not looked at.
     */
    private static boolean hasDrifted(Examples windows) {
        Standardization all = Standardization.of(windows);
        int size = windows.size();
        int[] last = IntStream.range(size - (size + 4) / 5, size).toArray();
        double[] mean = windows.select(last).mean();
        return IntStream.range(0, mean.length).anyMatch(j -> Math.abs(all.apply(j, mean[j])) > 1);
    }

    /** Says what is done about a season that windows do not hold. */
    private static String instead(Recognized data) {
        return data.settings().containsKey("calendar")
                ? " Windows of two seasons would be too long, so no forecast repeats the season before. Models"
                        + " are given the place in the season by data.calendar."
                : "";
    }

    /**
     * Sets windows, and a test part at the end that has several. A forecast sees half of a window, so
     * that two seasons fit into one. The calendar stands for a season that is longer.
     */
    private static void complete(Recognized data, Sequence found, Step step, SeasonSearch seasons) {
        int length = found.steps / found.times.size();
        int most = length / 4;
        int needed = 2 * seasons.found().map(Season::steps).orElse(0);
        boolean fits = needed <= Math.min(most, MOST_WINDOW);
        int window = Math.min(fits ? Math.max(step.window, needed) : step.window, most);
        int enough = (int) Math.ceil(WINDOWS_OF_ERRORS * window);
        int test = Math.max(length / 5, Math.min(enough, length / 3));
        data.settings().put("window", window);
        data.comments().put("window", "steps of an example; a forecast has less");
        seasons.found()
                .ifPresent(
                        season -> {
                            data.settings().put("season", season.steps());
                            data.comments().put("season", "steps of it, for metrics");
                            if (!fits) {
                                data.settings().put("calendar", List.of(season.calendar()));
                                data.comments()
                                        .put(
                                                "calendar",
                                                "models see where in the season of %s steps they are"
                                                        .formatted(season.steps()));
                            }
                        });
        int stride = Math.min(window, test / TEST_WINDOWS);
        if (stride > 1) {
            data.settings().put("stride", stride);
            data.comments().put("stride", "steps from a window to the next one");
        }
        if (!found.endTogether()) {
            data.settings().put("testFraction", Math.round(100.0 * test / length) / 100.0);
            data.comments().put("testFraction", "the latest rows; or testFrom: TIME");
        } else {
            int validation = 3 * window / 2;
            if (length - test - validation >= 2 * window) {
                found.from("validationFrom", test + validation, data, "for early stopping");
            }
            found.from("testFrom", test, data, "to the end");
        }
    }

    /** Returns the times of each series in the order of the rows. */
    private List<List<String>> order(Roles roles) {
        List<Field> fields =
                Stream.concat(roles.name.stream(), Stream.of(roles.time))
                        .map(c -> table.file().field("columns", c.name()))
                        .toList();
        Map<String, List<String>> times = new LinkedHashMap<>();
        try (Cursor rows = table.file().values(fields)) {
            for (int i = 0; i < table.rows(); i++) {
                @Nullable String[] cells = rows.next();
                String name = fields.size() == 1 ? "" : String.valueOf(cells[0]).strip();
                times.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(String.valueOf(cells[fields.size() - 1]).strip());
            }
        }
        return List.copyOf(times.values());
    }

    /**
     * The steps of series that have numbers.
     *
     * @param times of each series, in order of time
     * @param steps of all series together, with those that have no number
     */
    private record Sequence(List<List<String>> times, int steps) {

        /** Finds them in windows of one step each. */
        static Sequence of(Dataset data) {
            Map<Integer, List<String>> times = new HashMap<>();
            Map<Integer, Integer> lengths = new HashMap<>();
            for (Examples part : List.of(data.train(), data.test())) {
                for (int i = 0; i < part.size(); i++) {
                    Window at = part.origin().window(i);
                    times.computeIfAbsent(at.series(), s -> new ArrayList<>())
                            .add(part.origin().time(i, 0));
                    lengths.merge(at.series(), at.first() + 1, Math::max);
                }
            }
            return new Sequence(
                    times.keySet().stream().sorted().map(times::get).toList(),
                    lengths.values().stream().mapToInt(length -> length).sum());
        }

        /** Returns whether all series have the same last time, so that one time splits them all. */
        boolean endTogether() {
            return times.stream().map(all -> all.get(all.size() - 1)).distinct().count() == 1;
        }

        /**
         * Sets a time that leaves at least so many steps of the longest series after it: a step without a
         * number has no row.
         */
        void from(String key, int last, Recognized data, String comment) {
            List<String> longest =
                    times.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
            int before = Math.max(1, longest.size() - last);
            data.settings().put(key, longest.get(before));
            data.comments().put(key, comment);
        }

        int count() {
            return times.stream().mapToInt(List::size).sum();
        }

        double share() {
            return count() / (double) steps;
        }

        /** Returns whether the times of each series are in the order of its rows. */
        boolean isIn(List<List<String>> rows) {
            return rows.size() == times.size()
                    && IntStream.range(0, rows.size())
                            .allMatch(s -> isIn(rows.get(s), times.get(s)));
        }

        private static boolean isIn(List<String> rows, List<String> sorted) {
            int next = 0;
            for (String row : rows) {
                next += next < sorted.size() && sorted.get(next).equals(row) ? 1 : 0;
            }
            return next == sorted.size();
        }

        String remark(String time) {
            return "Rows are in order of %s: they are read as %s of %s, %s of them without a number. If rows do not follow one another in time, take the table below."
                    .formatted(
                            time.isEmpty() ? "the column without a name" : time,
                            Amount.of(steps, "step"),
                            times.size() == 1 ? "one series" : times.size() + " series",
                            steps - count());
        }
    }
}
