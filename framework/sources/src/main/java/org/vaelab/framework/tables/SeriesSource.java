// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.sources.HeldOut;
import org.vaelab.framework.sources.SourceName;
import org.vaelab.framework.sources.array.ArraySource;

/**
 * Series of real numbers: T steps of D numbers, padded with NaN to the longest. They come from an
 * array [N, T, D] or [N, T], or from a table with a row for each step, {@link SeriesTable}. A
 * missing number is NaN. A series ends at its last step that has a number. Models always see which
 * numbers are there, so that they can forecast and impute.
 */
@Part(
        value = "series",
        description =
                "series of numbers in .npy or .npz, or in CSV, TSV or Parquet with a row for each"
                        + " step")
public record SeriesSource(
        @Setting("array [N, T, D], or table with columns of time, values and perhaps series")
                Path path,
        @Setting("file of the test series; absent: some series of path are held out")
                @Nullable Path test,
        @Setting(
                        "fraction held out for the test, between 0 and 1: of the series of path, or with"
                                + " window of its rows, the latest; default 0.2, unless test is set")
                @Nullable Double testFraction,
        @Setting(
                        "column that says which series a row is of; default series, or the file is one"
                                + " series if it has no such column")
                @Nullable String series,
        @Setting("column of the time, numbers or dates; default time") @Nullable String time,
        @Setting(
                        "how times are written, as java.time has it, such as dd.MM.yyyy; default: numbers,"
                                + " ISO dates or another form that all times have")
                @Nullable String timeFormat,
        @Setting("columns of the values, in order; default all others")
                @Nullable List<String> values,
        @Setting(
                        "step: hour, day, week, month, quarter, year, or a number above 0, of days for"
                                + " dates; default months, quarters or years if times are, else the least"
                                + " difference in a series")
                @Nullable TimeText step,
        @Setting("steps of an example, which is a window of a series; absent: a whole series")
                @Nullable Integer window,
        @Setting("steps from a window to the next one; default 1") @Nullable Integer stride,
        @Setting(
                        "steps of a season, such as 12 of months: the default of metrics and baselines that"
                                + " have a season")
                @Nullable Integer season,
        @Setting(
                        "window: models see (x - m) / s, with m and s mean and standard deviation of the"
                                + " steps before the window, as many as it has; level: the same, with one"
                                + " s for all windows; results are in the units of x; absent: they see x")
                @Nullable String scale,
        @Setting(
                        "periods of which models are given sines and cosines at each step: month,"
                                + " weekday, hour, quarter, dayOfYear")
                @Nullable List<String> calendar,
        @Setting("columns of numbers that models are given at each step, also of future steps")
                @Nullable List<String> given,
        @Setting("time from which on windows are for the test; default by testFraction")
                @Nullable TimeText testFrom,
        @Setting("time from which on windows are for validation, up to the test; default none")
                @Nullable TimeText validationFrom,
        @Setting("seed of the choice of test series; default 0") @Nullable Long seed,
        @Setting("name in tables; default the name of the file") @Nullable String name)
        implements DataSource {

    /**
     * Checks the settings.
     *
     * @throws DataException if a setting is out of range, or two contradict each other
     */
    public SeriesSource {
        HeldOut.requireValid("series", test, testFraction);
        values = values == null ? null : List.copyOf(values);
        if (values != null && values.isEmpty()) {
            throw new DataException("source series: values names no column");
        }
        for (String role :
                Arrays.asList(series == null ? "series" : series, time == null ? "time" : time)) {
            if (values != null && values.contains(role)) {
                throw DataException.of(
                        "source series: column \"%s\" is in values, and says which series or time a row is of\nremove it"
                                + " from values, or name another column in series or time",
                        role);
            }
        }
        if (series != null && series.equals(time)) {
            throw DataException.of("source series: series and time are one column, \"%s\"", time);
        }
        if (step != null) {
            TimeGrid.requireStep(step);
        }
        calendar = calendar == null ? null : List.copyOf(calendar);
        given = given == null ? null : List.copyOf(given);
        requireGiven(window, scale, calendar, given, values);
        requirePositive("season", season);
        requireForm(timeFormat);
        requireWindows(window, stride, test, testFraction, testFrom, validationFrom, seed);
        if (isArray(path)
                && Stream.of(series, time, timeFormat, values, step, window, calendar, given)
                        .anyMatch(key -> key != null)) {
            throw DataException.of(
                    "source series: series, time, timeFormat, values, step, window, calendar and given are"
                            + " of tables, and %s is an array",
                    path);
        }
    }

    private static void requireGiven(
            @Nullable Integer window,
            @Nullable String scale,
            @Nullable List<String> calendar,
            @Nullable List<String> given,
            @Nullable List<String> values) {
        if (scale != null
                && (window == null
                        || !(scale.equals("window") || scale.equals(SeriesSpreads.LEVEL)))) {
            throw DataException.of(
                    "source series: scale is %s%s; expected scale: window or scale: level, with window:"
                            + " the steps of one",
                    scale, window == null ? " without window" : "");
        }
        SeriesGiven.requirePeriods(calendar == null ? List.of() : calendar);
        for (String column : given == null ? List.<String>of() : given) {
            if (values != null && values.contains(column)) {
                throw DataException.of(
                        "source series: column \"%s\" is in values and in given; a number is modelled or given,"
                                + " so leave it out of one",
                        column);
            }
        }
    }

    private static void requireForm(@Nullable String timeFormat) {
        try {
            if (timeFormat != null) {
                TimeForm.of(timeFormat);
            }
        } catch (IllegalArgumentException e) {
            throw DataException.of(
                    "source series: timeFormat is \"%s\": %s; expected a pattern of java.time, such as"
                            + " dd.MM.yyyy HH:mm",
                    timeFormat, e.getMessage());
        }
    }

    private static void requireWindows(
            @Nullable Integer window,
            @Nullable Integer stride,
            @Nullable Path test,
            @Nullable Double testFraction,
            @Nullable TimeText testFrom,
            @Nullable TimeText validationFrom,
            @Nullable Long seed) {
        if (window == null
                && Stream.of(stride, testFrom, validationFrom).anyMatch(key -> key != null)) {
            throw new DataException(
                    "source series: stride, testFrom and validationFrom are of windows; set window to"
                            + " the steps of one");
        }
        requirePositive("window", window);
        requirePositive("stride", stride);
        if (window != null && seed != null) {
            throw DataException.of(
                    "source series: seed is %s, and windows are not chosen at random: the last ones are"
                            + " for the test; leave seed out",
                    seed);
        }
        if (testFrom != null && (test != null || testFraction != null)) {
            throw DataException.of(
                    "source series: testFrom is %s, and %s is set too; expected one of them",
                    testFrom, test == null ? "testFraction" : "test");
        }
    }

    private static void requirePositive(String key, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw DataException.of("source series: %s is %s, expected 1 or more", key, value);
        }
    }

    private static boolean isArray(Path path) {
        return TableFormat.of(path).isEmpty();
    }

    private int seasonOrNone() {
        return season == null ? 0 : season;
    }

    @Override
    public String defaultLikelihood() {
        return "gaussian";
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        if (isArray(path)) {
            return array(progress, precision);
        }
        return window == null ? table(progress, precision) : windows(progress, precision, window);
    }

    private ArraySource arrays() {
        return new ArraySource(
                path,
                test,
                testFraction,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                ValueDomain.REAL,
                null,
                true,
                seed,
                name);
    }

    private Dataset array(Progress progress, ValuePrecision precision) {
        Dataset read = arrays().load(progress, precision);
        DataShape shape =
                read.shape().isFlat() ? new DataShape(1, read.shape().width(), 1) : read.shape();
        if (shape.channels() > 1) {
            throw DataException.of(
                    "%s: an array of %s axes, expected [N, T, D] or [N, T]: series, steps, numbers",
                    path, 4);
        }
        DataFacts facts =
                DataFacts.of(
                        new Form.Series(
                                IntStream.range(0, shape.width())
                                        .mapToObj(Integer::toString)
                                        .toList(),
                                seasonOrNone()),
                        true);
        return dataset(
                shape,
                read.train(),
                Optional.empty(),
                read.test(),
                read.provenance(),
                facts,
                progress);
    }

    private Dataset table(Progress progress, ValuePrecision precision) {
        List<SeriesTable> files = tables();
        SeriesTable all = files.get(0);
        TimeGrid grid = grid(files);
        int steps = files.stream().mapToInt(of -> of.steps(grid)).max().orElseThrow();
        DataShape shape = new DataShape(1, steps, all.width());
        Examples examples = all.last(grid, steps, precision, given(all, grid, steps));
        DataFacts facts =
                DataFacts.of(new Form.Series(all.variables(), seasonOrNone()), true)
                        .with(files.stream().map(of -> of.remark(grid, steps)).toList());
        if (test != null) {
            SeriesTable last = files.get(1);
            Examples tested = last.last(grid, steps, precision, given(last, grid, steps));
            String origin = path + ", " + test;
            return dataset(shape, examples, Optional.empty(), tested, origin, facts, progress);
        }
        HeldOut parts = HeldOut.of(path.toString(), examples.size(), testFraction, seed);
        return dataset(
                shape,
                examples.select(parts.train()),
                Optional.empty(),
                examples.select(parts.test()),
                path + ", " + parts,
                facts,
                progress);
    }

    private Dataset windows(Progress progress, ValuePrecision precision, int length) {
        List<SeriesTable> files = tables();
        TimeGrid grid = grid(files);
        files.forEach(file -> file.steps(grid));
        SeriesTable all = files.get(0);
        int next = stride == null ? 1 : stride;
        IntUnaryOperator end = i -> all.length(i, grid);
        @Nullable SeriesTime split = test == null ? testTime(all) : null;
        IntUnaryOperator tested = split == null ? end : i -> all.stepFrom(i, split, grid);
        @Nullable SeriesTime early =
                validationFrom == null ? null : time(all, "validationFrom", validationFrom, split);
        IntUnaryOperator held = training(all, grid, early == null ? split : early);
        List<SeriesWindows> parts = new ArrayList<>();
        @Nullable SeriesSpreads spreads = spreads(all, grid, held);
        SeriesGiven ofAll = SeriesGiven.of(all, grid, length, spreads, periods());
        parts.add(SeriesWindows.of("training", ofAll, next, i -> 0, held));
        if (early != null) {
            parts.add(SeriesWindows.of("validation", ofAll, next, held, tested));
        }
        SeriesTable last = files.get(files.size() - 1);
        IntUnaryOperator lastEnd = i -> last.length(i, grid);
        IntUnaryOperator lastStart = test == null ? tested : i -> 0;
        SeriesGiven ofLast =
                test == null ? ofAll : SeriesGiven.of(last, grid, length, spreads, periods());
        parts.add(SeriesWindows.of("test", ofLast, next, lastStart, lastEnd));
        if (precision == ValuePrecision.SINGLE) {
            parts.forEach(SeriesWindows::requireDigits);
        }
        if (test != null && last.repeats(all)) {
            throw DataException.of(
                    "%s: rows of %s repeat those of %s, and a test on them says nothing about new data\n"
                            + "leave test out, and set testFrom to a time of path",
                    test, test, path);
        }
        Stream<String> found =
                files.stream()
                        .map(
                                file ->
                                        "%s has %s of steps of %s; %s"
                                                .formatted(
                                                        file.file().path(),
                                                        file.series().size() + " series",
                                                        grid,
                                                        file.gaps(grid)));
        DataFacts facts =
                DataFacts.of(new Form.Series(all.variables(), seasonOrNone()), true)
                        .with(
                                Stream.concat(found, parts.stream().map(SeriesWindows::remark))
                                        .toList());
        return dataset(
                new DataShape(1, length, all.width()),
                parts.get(0).examples(precision, all.begin()),
                early == null
                        ? Optional.empty()
                        : Optional.of(parts.get(1).examples(precision, all.begin())),
                parts.get(parts.size() - 1).examples(precision, all.begin()),
                path
                        + (split == null
                                ? ", " + test
                                : ", test from " + all.form().write(split, all.sample())),
                facts,
                progress);
    }

    private List<String> periods() {
        return calendar == null ? List.of() : calendar;
    }

    private SeriesGiven given(SeriesTable table, TimeGrid grid, int steps) {
        return SeriesGiven.of(table, grid, steps, null, periods());
    }

    /**
     * Returns from a series to the step after its last one of training.
     *
     * @param end the time after it; null: it goes to the end of the file
     */
    private static IntUnaryOperator training(
            SeriesTable all, TimeGrid grid, @Nullable SeriesTime end) {
        return i -> end == null ? all.length(i, grid) : all.stepFrom(i, end, grid);
    }

    private @Nullable SeriesSpreads spreads(
            SeriesTable all, TimeGrid grid, IntUnaryOperator training) {
        return scale == null || window == null
                ? null
                : SeriesSpreads.of(all, grid, training, window, scale);
    }

    /** Returns the spreads of windows of a new file, which are those of training. */
    private @Nullable SeriesSpreads spreads(SeriesTable all, TimeGrid grid) {
        @Nullable SeriesTime split = test == null ? testTime(all) : null;
        @Nullable SeriesTime early =
                validationFrom == null ? null : time(all, "validationFrom", validationFrom, split);
        return spreads(all, grid, training(all, grid, early == null ? split : early));
    }

    /** Returns the time from which on rows are for the test. */
    private SeriesTime testTime(SeriesTable all) {
        if (testFrom != null) {
            return time(all, "testFrom", testFrom, null);
        }
        List<SeriesTime> times = all.times().stream().flatMap(List::stream).sorted().toList();
        double part = testFraction == null ? HeldOut.DEFAULT_FRACTION : testFraction;
        int held = (int) Math.round(part * times.size());
        return times.get(Math.max(0, Math.min(times.size() - 1, times.size() - held)));
    }

    /** Returns a time of the settings that leaves some before it. */
    private static SeriesTime time(
            SeriesTable all, String key, TimeText set, @Nullable SeriesTime before) {
        List<SeriesTime> times = all.times().stream().flatMap(List::stream).sorted().toList();
        SeriesTime first = times.get(0);
        SeriesTime last = times.get(times.size() - 1);
        SeriesTime found =
                all.form()
                        .parseAny(set.text())
                        .orElseThrow(
                                () ->
                                        DataException.of(
                                                "source series: %s is \"%s\", expected a time as %s has it, such as %s",
                                                key,
                                                set,
                                                all.file().path(),
                                                all.form().write(last, all.sample())));
        if (found.compareTo(first) <= 0
                || found.compareTo(last) > 0
                || (before != null && found.compareTo(before) >= 0)) {
            throw DataException.of(
                    "source series: %s is %s, expected a time of %s after %s and %s %s",
                    key,
                    set,
                    all.file().path(),
                    all.form().write(first, all.sample()),
                    before == null ? "up to" : "before testFrom,",
                    all.form().write(before == null ? last : before, all.sample()));
        }
        return found;
    }

    private List<SeriesTable> tables() {
        SeriesTable first = SeriesTable.read(path, this, null);
        if (test == null) {
            return List.of(first);
        }
        SeriesTable second = SeriesTable.read(test, this, first.form());
        requireNames(first.variables(), "of " + path, second);
        return List.of(first, second);
    }

    /** Numbers of another order or of other names would be taken for those of training. */
    private static void requireNames(List<String> trained, String ofWhat, SeriesTable other) {
        List<String> own = other.variables();
        if (own.size() == trained.size() && !own.equals(trained)) {
            throw DataException.of(
                    "%s: the numbers of a step are %s, and those %s are %s\nname and order the columns alike",
                    other.file().path(),
                    String.join(", ", own),
                    ofWhat,
                    String.join(", ", trained));
        }
    }

    private TimeGrid grid(List<SeriesTable> files) {
        return TimeGrid.of(
                step,
                files.get(0).form().isNumber(),
                files.stream().flatMap(file -> file.times().stream()).toList());
    }

    private Dataset dataset(
            DataShape shape,
            Examples train,
            Optional<Examples> validation,
            Examples tested,
            String provenance,
            DataFacts facts,
            Progress progress) {
        // What is given is part of the content.
        Dataset whole =
                Dataset.of(
                        SourceName.of(name, path, "series"),
                        train.split().map(ValueSplit::whole).orElse(shape),
                        train.whole(),
                        validation.map(Examples::whole),
                        tested.whole(),
                        provenance,
                        facts,
                        progress);
        return train.split().map(whole::given).orElse(whole);
    }

    @Override
    public List<Path> readFiles() {
        return isArray(path) ? List.of() : ParquetFiles.ofAll(path, test);
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new NewSeries(this));
    }

    /** Reads new series, as long as those of training at most, or their last steps. */
    private record NewSeries(SeriesSource settings) implements ExampleReader {

        @Override
        public boolean accepts(Path file) {
            return !isArray(file) || arrays().accepts(file);
        }

        private ExampleReader arrays() {
            return settings.arrays().reader().orElseThrow();
        }

        @Override
        public Found read(Path file, DataSummary trained) {
            return read(file, trained, false);
        }

        @Override
        public Found readLast(Path file, DataSummary trained) {
            return read(file, trained, true);
        }

        private Found read(Path file, DataSummary trained, boolean isCut) {
            if (isArray(file)) {
                return arrays().read(file, trained);
            }
            // Form and time between two steps are those of training, which its files tell.
            boolean isScaled = settings.scale != null;
            List<SeriesTable> known =
                    settings.step == null || isScaled ? settings.tables() : List.of();
            SeriesTable found =
                    SeriesTable.read(file, settings, known.isEmpty() ? null : known.get(0).form());
            TimeGrid grid = settings.grid(known.isEmpty() ? List.of(found) : known);
            DataShape shape = trained.split().map(ValueSplit::modelled).orElse(trained.shape());
            int most = shape.height();
            int steps = found.steps(grid);
            // A window that is scaled needs the steps before it.
            if ((steps > most && !isCut && !isScaled) || found.width() != shape.width()) {
                throw DataException.of(
                        "%s: series of up to %s steps of %s numbers, and the model was trained on"
                                + " %s steps of %s",
                        file, steps, found.width(), most, shape.width());
            }
            requireNames(trained.form().variables(), "of training", found);
            @Nullable SeriesSpreads spreads =
                    isScaled ? settings.spreads(known.get(0), grid) : null;
            SeriesGiven given = SeriesGiven.of(found, grid, most, spreads, settings.periods());
            Examples examples = found.last(grid, most, ValuePrecision.DOUBLE, given).whole();
            DataFacts.of(Form.arrays(), trained.hasMissing()).check(examples);
            boolean isLong = steps > most;
            String remark =
                    isLong
                            ? "the model sees the last %s of up to %s steps".formatted(most, steps)
                            : found.remark(grid, most);
            if (isLong && !isCut) {
                return new Found(examples, List.of(remark));
            }
            return new Found(
                    examples,
                    List.of(remark),
                    Optional.of(found.file()),
                    isLong ? List.of() : found.rowsAndGaps(grid));
        }
    }
}
