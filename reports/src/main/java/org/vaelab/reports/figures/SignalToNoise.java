// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.reports.comparison.MeasuredGradients;
import org.vaelab.reports.comparison.MeasuredGradients.Row;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;

/**
 * The signal-to-noise ratio of gradients against the number of draws, on logarithmic axes: a figure
 * for each group of parameters, a line for each estimator.
 */
@Internal
public final class SignalToNoise {

    private static final String X = "K, draws per datum";
    private static final String Y = "|E g| / sqrt(tr Cov g)";

    private SignalToNoise() {}

    /**
     * Draws the figures of a model. A group is left out if no estimator has two numbers of draws.
     */
    public static List<Figure> of(MeasuredGradients measured) {
        List<String> estimators = measured.estimators();
        List<Figure> figures = new ArrayList<>();
        for (String group : measured.groups()) {
            List<Row> all =
                    measured.rows().stream()
                            .filter(
                                    row ->
                                            row.group().equals(group)
                                                    && row.estimator().samples() != null)
                            .toList();
            List<Row> shown =
                    all.stream()
                            .filter(row -> isShown(ratio(row)))
                            .sorted(
                                    Comparator.comparing(
                                            row -> estimators.indexOf(row.estimator().name())))
                            .toList();
            DataFrame<Row> rows =
                    DataFrame.of(shown)
                            .column("estimator", row -> row.estimator().name())
                            .column("samples", row -> row.estimator().samples())
                            .column("snr", SignalToNoise::ratio);
            Map<String, DataFrame<Row>> lines = rows.by(row -> row.estimator().name());
            boolean isLine = lines.values().stream().anyMatch(line -> line.list().size() > 1);
            if (isLine && !group.equals(GradientQuality.Group.ALL)) {
                figures.add(figure(measured, group, rows, lines, shown.size() == all.size()));
            }
        }
        return figures;
    }

    private static double ratio(Row row) {
        return row.mean(GradientQuality::snr);
    }

    /** Whether a logarithmic axis can show a ratio; a gradient without noise has none. */
    private static boolean isShown(double ratio) {
        return ratio > 0 && ratio < Double.POSITIVE_INFINITY;
    }

    private static Figure figure(
            MeasuredGradients measured,
            String group,
            DataFrame<Row> rows,
            Map<String, DataFrame<Row>> lines,
            boolean isWhole) {
        String what = "Signal-to-noise ratio of the gradient in the parameters of the " + group;
        List<PlotLayer> layers = new ArrayList<>();
        lines.forEach(
                (estimator, line) ->
                        layers.add(
                                new PlotLayer.Line(
                                        Style.of(measured.estimators().indexOf(estimator)),
                                        Point.list(line, "samples", "snr"),
                                        PlotLayer.Marks.ALL,
                                        Axis.plain(estimator))));
        double[] samples =
                Point.list(rows, "samples", "snr").stream()
                        .mapToDouble(Point::x)
                        .distinct()
                        .sorted()
                        .toArray();
        return new Figure(
                "gradients-" + measured.id() + "-" + group,
                what
                        + " of the model "
                        + measured.model()
                        + ", against the number of draws per datum, on logarithmic axes."
                        + (isWhole
                                ? ""
                                : " Where the gradient is lost in its noise there is no point."),
                what + " against the number of draws, for " + measured.model(),
                rows,
                new Plot(Axis.logarithmic(X).ticksAt(samples), Axis.logarithmic(Y), layers));
    }
}
