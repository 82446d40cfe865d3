// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.hipparchus.special.Erf;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.SeriesFigures;
import org.vaelab.reports.figures.Width;

/**
 * Series as points in the units of the data, and figures of them.
 *
 * @param origin the names of series, and the times of their steps
 */
record SeriesRows(ExampleValues values, Origin origin) {

    /** Returns whether the ending of a file's name is that of a figure. */
    public static boolean isFigure(Path file) {
        return ExampleFiles.isSheet(file)
                || OutputTable.ends(file, ".svg")
                || OutputTable.ends(file, ".pdf");
    }

    /** Draws points, as SVG, PDF or PNG by the ending of the file's name. */
    public static void draw(SeriesPoint.Kind kind, List<SeriesPoint> points, Path file)
            throws IOException {
        Figure figure = SeriesFigures.of(kind, points);
        byte[] drawn =
                ExampleFiles.isSheet(file)
                        ? figure.png(Width.PAGE)
                        : OutputTable.ends(file, ".pdf")
                                ? figure.pdf(Width.PAGE)
                                : figure.svg(Width.PAGE).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, drawn);
    }

    /** Returns the number of steps up to the last one that has a number. */
    public int length(float[] series) {
        int size = series.length;
        while (size > 0 && Float.isNaN(series[size - 1])) {
            size--;
        }
        return (size + width() - 1) / width();
    }

    private int width() {
        return values.facts().form().period(values.shape().size());
    }

    /** Returns the points of series that a model generated. */
    public List<SeriesPoint> generated(float[][] series) {
        float[] unknown = new float[values.shape().size()];
        Arrays.fill(unknown, Float.NaN);
        List<SeriesPoint> points = new ArrayList<>();
        for (int i = 0; i < series.length; i++) {
            Steps steps = new Steps(i, 0, unknown.length / width(), 0, unknown);
            points.addAll(of(steps, null, List.of(series[i])));
        }
        return points;
    }

    /** Returns the points of series and their reconstructions, up to the ends of the series. */
    public List<SeriesPoint> reconstructed(float[][] series, float[][] reconstructions) {
        List<SeriesPoint> points = new ArrayList<>();
        for (int i = 0; i < series.length; i++) {
            Steps steps = new Steps(i, 0, length(series[i]), 0, series[i]);
            points.addAll(of(steps, null, List.of(reconstructions[i])));
        }
        return points;
    }

    /**
     * Steps of a series.
     *
     * @param index of the series
     * @param dropped the steps before the first of these values
     * @param count how many have points
     * @param from the first step of which the model says something
     * @param truth on the scale of the model, NaN where it is not known
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    record Steps(int index, int dropped, int count, int from, float[] truth) {}

    /**
     * Returns the points of the steps of a series.
     *
     * @param seen NaN where the model says something; null: everywhere
     * @param said draws, of which points have the mean and the quantiles; a single one has no
     *     quantiles
     */
    List<SeriesPoint> of(Steps steps, float @Nullable [] seen, List<float[]> said) {
        return points(
                steps,
                seen,
                place -> {
                    double[] sorted =
                            said.stream()
                                    .mapToDouble(draw -> number(place, draw[place]))
                                    .sorted()
                                    .toArray();
                    return new Said(
                            Arrays.stream(sorted).average().orElse(Double.NaN),
                            SeriesPoint.LEVELS.stream()
                                    .filter(level -> sorted.length > 1)
                                    .map(level -> quantile(sorted, level))
                                    .toList());
                });
    }

    /** Returns the points where a model gives Normals, on its scale, with their quantiles. */
    List<SeriesPoint> ofNormals(Steps steps, float[] seen, double[] means, double[] variances) {
        return points(
                steps,
                seen,
                place -> {
                    double deviation = Math.sqrt(variances[place]);
                    return new Said(
                            number(place, (float) means[place]),
                            SeriesPoint.LEVELS.stream()
                                    .map(level -> Math.sqrt(2) * Erf.erfInv(2 * level - 1))
                                    .map(z -> (float) (means[place] + z * deviation))
                                    .map(x -> number(place, x))
                                    .toList());
                });
    }

    /** What a model says of a number, in the units of the data. */
    private record Said(double value, List<Double> quantiles) {
        private static final Said NOTHING = new Said(Double.NaN, List.of());
    }

    private List<SeriesPoint> points(Steps steps, float @Nullable [] seen, IntFunction<Said> said) {
        List<SeriesPoint> points = new ArrayList<>();
        for (int i = 0; i < steps.count() * width(); i++) {
            int step = steps.dropped() + i / width();
            boolean isSaid = i >= steps.from() * width() && (seen == null || Float.isNaN(seen[i]));
            Said own = isSaid ? said.apply(i) : Said.NOTHING;
            points.add(
                    new SeriesPoint(
                            origin.of().apply(steps.index()),
                            step + 1,
                            origin.time(steps.index(), step),
                            values.facts().form().variables().get(i % width()),
                            number(i, steps.truth()[i]),
                            own.value(),
                            own.quantiles()));
        }
        return points;
    }

    /**
     * Returns a number in the units of the data; one of single precision has no more digits than it
     * knows.
     */
    private double number(int place, float value) {
        double x = values.inUnits(place, value);
        return x == (float) x ? Double.parseDouble(Float.toString((float) x)) : x;
    }

    /**
     * Returns a quantile of sorted numbers, linear between two of them (Hyndman and Fan 1996,
     * definition 7).
     */
    static double quantile(double[] sorted, double level) {
        double place = level * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
