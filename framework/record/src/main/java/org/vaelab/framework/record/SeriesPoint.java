// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A number of a series at a step, and what a model says of it: a row of a file in {@code samples/}. Numbers are in
 * the units of the data.
 *
 * @param series its name in the user's files
 * @param step from 1 on
 * @param time of the step in the user's files; empty if it is not known
 * @param truth what the data have; NaN if they have no number
 * @param value what the model says: a draw, a reconstruction, the mean of a prediction; NaN if the model sees the
 *     truth
 * @param quantiles of a prediction, at {@link #LEVELS}; empty if there is none
 */
public record SeriesPoint(
        String series,
        int step,
        String time,
        String variable,
        double truth,
        double value,
        List<Double> quantiles) {

    /** The levels of {@link #quantiles}. */
    public static final List<Double> LEVELS = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

    /** The names of columns of quantiles: q05 and so on. */
    public static final List<String> QUANTILES =
            LEVELS.stream().map(p -> String.format(Locale.ROOT, "q%02.0f", 100 * p)).toList();

    private static final List<String> COLUMNS =
            Stream.concat(
                            Stream.of("series", "step", "time", "variable", "truth", "value"),
                            QUANTILES.stream())
                    .toList();

    public SeriesPoint {
        quantiles = List.copyOf(quantiles);
    }

    /** The files of series of a run. */
    public enum Kind {
        /** Draws from the prior. */
        PRIOR,
        /** Test series and their reconstructions. */
        RECONSTRUCTIONS,
        /** Predictions of the last steps of test series. */
        FORECASTS,
        /** Predictions of steps inside test series. */
        GAPS;

        /** Returns the name of the file without its ending. */
        public String id() {
            return "series-" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns a quantile by its place in {@link #LEVELS}; NaN if there is none. */
    public double quantile(int place) {
        return quantiles.isEmpty() ? Double.NaN : quantiles.get(place);
    }

    /** Returns the value and the quantiles, NaN where there is none. */
    public DoubleStream prediction() {
        return DoubleStream.concat(
                DoubleStream.of(value),
                DoubleStream.iterate(0, i -> i + 1)
                        .limit(LEVELS.size())
                        .map(i -> quantile((int) i)));
    }

    static Csv csv(List<SeriesPoint> points) {
        Csv csv = new Csv(COLUMNS.toArray(String[]::new));
        for (SeriesPoint p : points) {
            Stream<@Nullable Object> names = Stream.of(p.series, p.step, p.time, p.variable);
            csv.row(
                    Stream.concat(
                                    names,
                                    DoubleStream.concat(DoubleStream.of(p.truth), p.prediction())
                                            .boxed())
                            .toArray());
        }
        return csv;
    }

    /**
     * Reads a file of what {@link #csv} returns.
     *
     * @throws DamagedFileException if it is not such a file; the message names the record
     */
    static List<SeriesPoint> read(Path path) throws IOException {
        return Csv.read(
                path,
                COLUMNS,
                f ->
                        new SeriesPoint(
                                f.get(0),
                                Integer.parseInt(f.get(1)),
                                f.get(2),
                                f.get(3),
                                Csv.parsed(f.get(4)),
                                Csv.parsed(f.get(5)),
                                f.get(6).isEmpty()
                                        ? List.of()
                                        : f.subList(6, COLUMNS.size()).stream()
                                                .map(Csv::parsed)
                                                .toList()));
    }
}
