// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A number of a series at a step, and what a model says of it: a row of a file in {@code samples/}.
 * Numbers are in the units of the data.
 *
 * @param series its name in the user's files
 * @param step from 1 on
 * @param time of the step in the user's files; empty if it is not known
 * @param truth what the data have; NaN if they have no number
 * @param value what the model says: a draw, a reconstruction, the mean of a prediction; NaN if the
 *     model sees the truth
 * @param quantiles of a prediction, at {@link #LEVELS}; empty if there are none
 */
public record SeriesPoint(
        String series,
        int step,
        String time,
        String variable,
        double truth,
        double value,
        List<Double> quantiles) {

    /**
     * The levels of the quantiles; the first and the last one are the ends of the central 90 %
     * interval.
     */
    public static final List<Double> LEVELS = List.of(0.05, 0.25, 0.5, 0.75, 0.95);

    /** The names of {@link #cells}; the first four are no numbers of the data. */
    public static final List<String> COLUMNS =
            List.of(
                    "series",
                    "step",
                    "time",
                    "variable",
                    "truth",
                    "value",
                    "q05",
                    "q25",
                    "q50",
                    "q75",
                    "q95");

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
        /** Predictions of missing numbers of test series. */
        GAPS;

        /** Returns the name of the file without its ending, and that of its figure. */
        public String id() {
            return "series-" + name().toLowerCase(Locale.ROOT);
        }

        /** Returns the path of the file in the folder of a run. */
        public String file() {
            return "samples/" + id() + ".csv";
        }
    }

    /** Returns the values of a row, as {@link #COLUMNS} are. */
    public List<Object> cells() {
        List<Object> cells = new ArrayList<>(List.of(series, step, time, variable, truth, value));
        cells.addAll(
                quantiles.isEmpty() ? Collections.nCopies(LEVELS.size(), Double.NaN) : quantiles);
        return cells;
    }

    static Csv csv(List<SeriesPoint> points) {
        Csv csv = new Csv(COLUMNS.toArray(String[]::new));
        points.forEach(point -> csv.row(point.cells().toArray()));
        return csv;
    }

    /**
     * Reads a file of what {@link #csv} returns.
     *
     * @throws DamagedFileException if it is not such a file; the message names the record
     */
    static List<SeriesPoint> read(Path path) throws IOException {
        return Csv.read(path, COLUMNS, SeriesPoint::of);
    }

    private static SeriesPoint of(List<String> f) {
        List<Double> numbers = f.subList(4, f.size()).stream().map(Csv::parsed).toList();
        List<Double> quantiles = numbers.subList(2, numbers.size());
        return new SeriesPoint(
                f.get(0),
                Integer.parseInt(f.get(1)),
                f.get(2),
                f.get(3),
                numbers.get(0),
                numbers.get(1),
                quantiles.contains(Double.NaN) ? List.of() : quantiles);
    }
}
