// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.SeriesPoint;

/**
 * What follows series: the mean and quantiles of each number, exact where p(what follows given what
 * is seen) is a Normal that is known, otherwise from draws of it. Equal series are followed alike, in every call. It is computed when it is asked
 * for, and the model must be open then.
 */
public final class Forecast {

    /** The least effective sample size for quantiles of 5 and 95 %. */
    public static final int FEWEST = 20;

    private static final int DRAWS = 1000;

    /** The places of the step and the time in {@link SeriesPoint#COLUMNS}. */
    private static final int STEP = 1;

    private static final int TIME = 2;

    /**
     * Predictions.
     *
     * @param points of the seen and the hidden steps
     * @param effectiveSize the effective sample size of each series; NaN if nothing is
     *     hidden, or the quantiles are exact
     * @param shortened of how many series the model sees the last steps alone
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    public record Predicted(List<SeriesPoint> points, double[] effectiveSize, int shortened) {

        /**
         * Returns the points, if their quantiles come from enough draws.
         *
         * @throws IllegalArgumentException if not, with the reason
         */
        List<SeriesPoint> reliable() {
            for (double size : effectiveSize) {
                SeriesPredictions.require(
                        !(size < FEWEST),
                        String.format(
                                Locale.ROOT,
                                "the draws of a series are worth %.1f equal ones, fewer than %d",
                                size,
                                FEWEST));
            }
            return points;
        }
    }

    private final Supplier<Generator> generator;
    private final RandomKey key;
    private final Examples series;
    private final int steps;
    private final int draws;
    private final boolean isKnown;

    private Forecast(
            Supplier<Generator> generator,
            RandomKey key,
            Examples series,
            int steps,
            int draws,
            boolean isKnown) {
        this.generator = generator;
        this.key = key;
        this.series = series;
        this.steps = steps;
        this.draws = draws;
        this.isKnown = isKnown;
    }

    static Forecast of(Supplier<Generator> generator, RandomKey key, Examples series, int steps) {
        return new Forecast(generator, key, series, steps, DRAWS, false);
    }

    /** Returns this forecast with another number of draws of each number, at least 2. */
    public Forecast draws(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("draws must be at least 2, is " + count);
        }
        return new Forecast(generator, key, series, steps, count, isKnown);
    }

    /** Returns a forecast of the last steps of each series, which the model does not see. */
    public Forecast ofLastSteps() {
        return new Forecast(generator, key, series, steps, draws, true);
    }

    /**
     * Returns the predictions. A series without a step to see is left out.
     *
     * @throws IllegalArgumentException if the model cannot predict, or the steps leave none to see
     */
    public Predicted predicted() {
        Generator of = generator.get();
        try {
            return new SeriesPredictions(of.model(), of.data(), draws)
                    .forecast(series, length -> steps, isKnown, key, of.progress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a file is a figure of series, by the ending of its name. */
    public static boolean isFigure(Path file) {
        return SeriesRows.isFigure(file);
    }

    /**
     * Writes the mean and quantiles of each step and variable to a table, or draws them in a {@code
     * .png}, {@code .svg} or {@code .pdf} file. A table has the times of the steps; if they are not
     * known, it has their numbers.
     *
     * @return the predictions
     * @throws IllegalArgumentException as {@link #predicted} throws it
     * @throws IOException if the file cannot be written; it is there wholly or not at all
     */
    public Predicted to(Path file) throws IOException {
        Predicted found = predicted();
        if (isFigure(file)) {
            SeriesRows.draw(SeriesPoint.Kind.FORECASTS, found.points(), file);
        } else {
            write(found.points(), series.origin(), file);
        }
        return found;
    }

    private static void write(List<SeriesPoint> points, Origin origin, Path file)
            throws IOException {
        List<Field> columns = new ArrayList<>();
        SeriesPoint.COLUMNS.forEach(name -> columns.add(Field.number(name)));
        columns.set(0, Field.text(origin.column()));
        columns.set(TIME, Field.text(origin.times().map(Origin.Times::column).orElse("")));
        columns.set(3, Field.text("variable"));
        columns.set(5, Field.number("mean"));
        int unused = origin.times().isEmpty() ? TIME : STEP;
        columns.remove(unused);
        OutputTable.write(
                file,
                columns,
                sink -> {
                    for (SeriesPoint point : points) {
                        if (!point.quantiles().isEmpty()) {
                            List<Object> cells = point.cells();
                            cells.remove(unused);
                            sink.row(cells);
                        }
                    }
                });
    }
}
