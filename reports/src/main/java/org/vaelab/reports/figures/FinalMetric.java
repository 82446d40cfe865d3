// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.comparison.SharedStart;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.tables.ProtocolText;

/** The final value of a metric: its mean with its interval, and a faint point for each seed. */
@Internal
public final class FinalMetric {

    private static final String SEEDS =
            ": the mean over seeds with its 95 % interval (Student t) and, faint, each seed. ";
    private static final String LEFT_OUT = "Models without a comparable value are left out. ";

    private FinalMetric() {}

    /**
     * Draws the figure of log p(x), or else of the ELBO, or else of the first metric with a
     * direction. It shows the models whose values have the same protocol, and exact values beside
     * bounds.
     *
     * @return the figure; empty if no metric has comparable values of two models
     */
    public static Optional<Figure> of(Comparison comparison) {
        List<ReportedMetric> metrics = new ArrayList<>(comparison.metrics());
        metrics.removeIf(metric -> !metric.isRanked());
        metrics.sort(Comparator.comparingInt(ReportedMetric::preference));
        return metrics.stream().flatMap(metric -> of(comparison, metric).stream()).findFirst();
    }

    private static Optional<Figure> of(Comparison comparison, ReportedMetric metric) {
        List<MeasuredMetric> present =
                MeasuredMetric.withExact(MeasuredMetric.ofAll(comparison, metric));
        if (present.size() < 2) {
            return Optional.empty();
        }
        boolean intervals =
                present.stream().anyMatch(m -> m.overSeeds().orElseThrow().hasInterval());
        EvaluationProtocol protocol = present.get(0).protocol().orElseThrow();
        return Optional.of(
                new Figure(
                        "final-" + metric.name().replace('.', '-'),
                        metric.label()
                                + " on "
                                + protocol.examples().part()
                                + " data"
                                + (intervals ? SEEDS : ", one seed. ")
                                + ProtocolText.errors(present).map(text -> text + " ").orElse("")
                                + (present.size() < comparison.models().size() ? LEFT_OUT : "")
                                + (metric.direction() == Direction.HIGHER
                                        ? "Further right is better."
                                        : "Further left is better.")
                                + (intervals
                                        ? SharedStart.note(
                                                present.stream().map(MeasuredMetric::model))
                                        : ""),
                        metric.label()
                                + " of each model"
                                + (intervals ? " with its interval over seeds" : ""),
                        DataFrame.of(present)
                                .column("model", row -> row.model().name())
                                .overSeeds(row -> row.overSeeds().orElseThrow()),
                        plot(comparison, present, Axis.linear(metric.label(), protocol.unit()))));
    }

    private static Plot plot(Comparison comparison, List<MeasuredMetric> rows, Axis axis) {
        int n = rows.size();
        List<PlotLayer> layers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double y = n - i;
            MeanInterval interval = rows.get(i).overSeeds().orElseThrow();
            Style style = Style.of(comparison, rows.get(i).model());
            if (interval.hasInterval()) {
                layers.add(
                        new PlotLayer.Interval(
                                style,
                                new Point(interval.low(), y),
                                new Point(interval.high(), y)));
                double[] seeds = rows.get(i).values();
                List<Point> points = Arrays.stream(seeds).mapToObj(v -> new Point(v, y)).toList();
                layers.add(new PlotLayer.Points(style.faint(), points, null));
            }
            layers.add(new PlotLayer.Points(style, new Point(interval.mean(), y)));
        }
        List<Label> names = rows.stream().map(row -> row.model().label()).toList();
        return new Plot(axis, Axis.rows(names), layers);
    }
}
