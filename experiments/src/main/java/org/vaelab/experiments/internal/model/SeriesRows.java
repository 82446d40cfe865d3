// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.record.internal.AtomicFile;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.SeriesFigures;
import org.vaelab.reports.figures.Width;

/**
 * Series as points in the units of the data, and figures of them.
 *
 * @param origin the names of series, and the times of their steps
 */
public record SeriesRows(ExampleValues values, Origin origin) {

    private static final List<String> ENDINGS = List.of(".svg", ".pdf", ".png");

    /** Returns whether the ending of a file's name is that of a figure. */
    public static boolean isFigure(Path file) {
        return ENDINGS.stream().anyMatch(ending -> OutputTable.ends(file, ending));
    }

    /** Draws points, as SVG, PDF or PNG by the ending of the file's name. */
    public static void draw(SeriesPoint.Kind kind, List<SeriesPoint> points, Path file)
            throws IOException {
        Figure figure = SeriesFigures.of(kind, points);
        AtomicFile.write(
                file,
                switch (file.toString().toLowerCase(Locale.ROOT).replaceFirst(".*\\.", "")) {
                    case "svg" -> figure.svg(Width.PAGE).getBytes(StandardCharsets.UTF_8);
                    case "pdf" -> figure.pdf(Width.PAGE);
                    default -> figure.png(Width.PAGE);
                });
    }

    /** Returns the number of steps up to the last one that has a number. */
    int length(double[] series) {
        int last = series.length - 1;
        while (last >= 0 && Double.isNaN(series[last])) {
            last--;
        }
        return last < 0 ? 0 : last / width() + 1;
    }

    private int width() {
        return values.variables().size();
    }

    /** Returns the points of series that a model generated. */
    static List<SeriesPoint> generated(
            ExampleValues values, IntFunction<String> names, float[][] generated) {
        float[][] unknown = new float[generated.length][values.shape().size()];
        Arrays.stream(unknown).forEach(row -> Arrays.fill(row, Float.NaN));
        return new SeriesRows(values, Origin.named("series", names)).of(unknown, generated);
    }

    /** Returns the points of series and what a model says of them, up to the ends of the series, if known. */
    List<SeriesPoint> of(float[][] truth, float[][] said) {
        List<SeriesPoint> points = new ArrayList<>();
        for (int i = 0; i < truth.length; i++) {
            double[] known = doubles(truth[i]);
            int steps = length(known) == 0 ? known.length / width() : length(known);
            points.addAll(of(i, 0, steps, known, List.of(doubles(said[i])), place -> true));
        }
        return points;
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    /**
     * Returns the points of the steps of a series.
     *
     * @param dropped the steps before the first of these values
     * @param steps how many have points
     * @param truth on the scale of the model, NaN where it is not known
     * @param draws what the model says, of which points have the mean and the quantiles; one draw has no quantiles
     * @param predicted the places of which the model says something
     */
    List<SeriesPoint> of(
            int index,
            int dropped,
            int steps,
            double[] truth,
            List<double[]> draws,
            IntPredicate predicted) {
        List<SeriesPoint> points = new ArrayList<>();
        for (int i = 0; i < steps * width(); i++) {
            int place = i;
            int step = dropped + i / width();
            double[] sorted =
                    draws.stream()
                            .filter(draw -> predicted.test(place))
                            .mapToDouble(draw -> values.inUnits(place, (float) draw[place]))
                            .sorted()
                            .toArray();
            points.add(
                    new SeriesPoint(
                            origin.of().apply(index),
                            step + 1,
                            origin.time(index, step),
                            values.variables().get(i % width()),
                            values.inUnits(i, (float) truth[i]),
                            Arrays.stream(sorted).average().orElse(Double.NaN),
                            sorted.length < 2
                                    ? List.of()
                                    : SeriesPoint.LEVELS.stream()
                                            .map(level -> quantile(sorted, level))
                                            .toList()));
        }
        return points;
    }

    /** Returns a quantile of sorted numbers, linear between two of them (Hyndman and Fan 1996, definition 7). */
    static double quantile(double[] sorted, double level) {
        double place = level * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
