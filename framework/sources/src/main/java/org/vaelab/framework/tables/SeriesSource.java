// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
        @Setting("array [N, T, D], or table with columns of series, time and values; of all series")
                Path path,
        @Setting("file of the test series; absent: some series of path are held out")
                @Nullable Path test,
        @Setting(
                        "fraction of the series of path held out for the test, between 0 and 1;"
                                + " default 0.2, unless test is set")
                @Nullable Double testFraction,
        @Setting("column that says which series a row is of; default series")
                @Nullable String series,
        @Setting("column of the time, numbers or dates; default time") @Nullable String time,
        @Setting("columns of the values, in order; default all others")
                @Nullable List<String> values,
        @Setting(
                        "time between two steps, in days for dates, above 0; default the least"
                                + " difference in a series")
                @Nullable Double step,
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
        if (step != null && !(step > 0 && step < Double.POSITIVE_INFINITY)) {
            throw DataException.of("source series: step is %s, expected above 0", step);
        }
        if (isArray(path) && Stream.of(series, time, values, step).anyMatch(key -> key != null)) {
            throw DataException.of(
                    "source series: series, time, values and step are of tables, and %s is an"
                            + " array",
                    path);
        }
    }

    private static boolean isArray(Path path) {
        return TableFormat.of(path).isEmpty();
    }

    @Override
    public String defaultLikelihood() {
        return "gaussian";
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        return isArray(path) ? array(progress, precision) : table(progress, precision);
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
                                        .toList()),
                        true);
        return dataset(shape, read.train(), read.test(), read.provenance(), facts, progress);
    }

    private Dataset table(Progress progress, ValuePrecision precision) {
        List<SeriesTable> files = tables();
        SeriesTable all = files.get(0);
        double spacing = spacing(files);
        int steps = files.stream().mapToInt(of -> of.steps(spacing)).max().orElseThrow();
        DataShape shape = new DataShape(1, steps, all.width());
        Examples examples = all.examples(spacing, steps, precision);
        DataFacts facts =
                DataFacts.of(new Form.Series(all.variables()), true)
                        .with(files.stream().map(of -> of.remark(spacing, steps)).toList());
        if (test != null) {
            Examples tested = files.get(1).examples(spacing, steps, precision);
            return dataset(shape, examples, tested, path + ", " + test, facts, progress);
        }
        HeldOut parts = HeldOut.of(path.toString(), examples.size(), testFraction, seed);
        return dataset(
                shape,
                examples.select(parts.train()),
                examples.select(parts.test()),
                path + ", " + parts,
                facts,
                progress);
    }

    private List<SeriesTable> tables() {
        return Stream.of(path, test)
                .filter(Objects::nonNull)
                .map(file -> SeriesTable.read(file, this))
                .toList();
    }

    private double spacing(List<SeriesTable> files) {
        return step != null
                ? step
                : files.stream().mapToDouble(SeriesTable::leastDifference).min().orElseThrow();
    }

    private Dataset dataset(
            DataShape shape,
            Examples train,
            Examples tested,
            String provenance,
            DataFacts facts,
            Progress progress) {
        return Dataset.of(
                SourceName.of(name, path, "series"),
                shape,
                train,
                tested,
                provenance,
                facts,
                progress);
    }

    @Override
    public List<Path> readFiles() {
        return isArray(path) ? List.of() : ParquetFiles.ofAll(path, test);
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new NewSeries(this));
    }

    /** Reads new series, as long as those of training at most. */
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
            if (isArray(file)) {
                return arrays().read(file, trained);
            }
            SeriesTable found = SeriesTable.read(file, settings);
            DataShape shape = trained.shape();
            // The time between two steps is that of training, which its files tell.
            double spacing =
                    settings.step == null ? settings.spacing(settings.tables()) : settings.step;
            int steps = found.steps(spacing);
            if (steps > shape.height() || found.width() != shape.width()) {
                throw DataException.of(
                        "%s: series of up to %s steps of %s numbers, and the model was trained on"
                                + " %s steps of %s",
                        file, steps, found.width(), shape.height(), shape.width());
            }
            Examples examples = found.examples(spacing, shape.height(), ValuePrecision.DOUBLE);
            DataFacts.of(Form.arrays(), trained.hasMissing()).check(examples);
            return new Found(
                    examples,
                    List.of(found.remark(spacing, shape.height())),
                    Optional.of(found.file()),
                    found.rowsAndGaps(spacing));
        }
    }
}
