// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.reports.comparison.MeasuredGradients;
import org.vaelab.reports.figures.Layer.Point;

/**
 * The signal-to-noise ratio of gradients against the number of draws, on logarithmic axes: a figure for
 * each group of parameters, a line for each estimator.
 */
public final class SignalToNoise {

    private static final String X = "K, draws per datum";
    private static final String Y = "|E g| / sqrt(tr Cov g)";

    /** The ratios above 0, by K. */
    private record Line(int index, String estimator, List<Point> points) {}

    private SignalToNoise() {}

    /**
     * Draws the figures of a model. A group is left out if no estimator has two numbers of draws.
     */
    public static List<Figure> of(MeasuredGradients measured) {
        List<Figure> figures = new ArrayList<>();
        for (String group : measured.groups()) {
            List<Line> lines = lines(measured, group);
            boolean isLine = lines.stream().anyMatch(line -> line.points().size() > 1);
            if (isLine && !group.equals(GradientQuality.ALL)) {
                figures.add(figure(measured, group, lines));
            }
        }
        return figures;
    }

    private static List<Line> lines(MeasuredGradients measured, String group) {
        List<Line> lines = new ArrayList<>();
        for (String estimator : measured.estimators()) {
            List<Point> points = new ArrayList<>();
            for (MeasuredGradients.Row row : measured.rows()) {
                Integer samples = row.samples();
                double ratio = row.mean(GradientQuality::snr);
                // A logarithmic axis can show it; a gradient without noise has none.
                boolean isShown = ratio > 0 && ratio < Double.POSITIVE_INFINITY;
                if (row.estimator().equals(estimator)
                        && row.group().equals(group)
                        && samples != null
                        && isShown) {
                    points.add(new Point(samples, ratio));
                }
            }
            if (!points.isEmpty()) {
                int index = measured.estimators().indexOf(estimator);
                lines.add(new Line(index, estimator, points));
            }
        }
        return lines;
    }

    private static Figure figure(MeasuredGradients measured, String group, List<Line> lines) {
        String what = "Signal-to-noise ratio of the gradient in the parameters of the " + group;
        return new Figure(
                "gradients-" + measured.id() + "-" + group,
                what
                        + " of the model "
                        + measured.model()
                        + ", against the number of draws per datum, on logarithmic axes."
                        + (isWhole(measured, group, lines)
                                ? ""
                                : " Where the gradient is lost in its noise there is no point."),
                what + " against the number of draws, for " + measured.model(),
                plot(lines),
                csv(lines));
    }

    /** Whether every estimate of a group has a ratio above 0, which a logarithmic axis can show. */
    private static boolean isWhole(MeasuredGradients measured, String group, List<Line> lines) {
        long rows =
                measured.rows().stream()
                        .filter(row -> row.group().equals(group) && row.samples() != null)
                        .count();
        return rows == lines.stream().mapToInt(line -> line.points().size()).sum();
    }

    private static Plot plot(List<Line> lines) {
        List<Layer> layers = new ArrayList<>();
        for (Line line : lines) {
            layers.add(
                    new Layer.Line(
                            Style.of(line.index()),
                            line.points(),
                            Layer.Marks.ALL,
                            Axis.plain(line.estimator())));
        }
        double[] samples =
                lines.stream()
                        .flatMap(line -> line.points().stream())
                        .mapToDouble(Point::x)
                        .distinct()
                        .sorted()
                        .toArray();
        return new Plot(Axis.logarithmic(X).ticksAt(samples), Axis.logarithmic(Y), layers);
    }

    private static String csv(List<Line> lines) {
        Csv csv = new Csv("estimator", "samples", "snr");
        for (Line line : lines) {
            line.points().forEach(at -> csv.row(line.estimator(), (long) at.x(), at.y()));
        }
        return csv.toString();
    }
}
