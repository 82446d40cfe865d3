// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Measured;
import org.vaelab.reports.comparison.Metric;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.text.Escape;

/** The final value of a metric: its mean with its interval, and a faint point for each seed. */
public final class FinalMetric {

    private static final List<MetricRole> PREFERRED =
            List.of(MetricRole.LOG_LIKELIHOOD, MetricRole.BOUND);

    private FinalMetric() {}

    /**
     * Draws the figure of log p(x), or else of the ELBO, or else of the first metric with a
     * direction. It shows only models whose values have the same protocol.
     *
     * @return the figure; empty if no metric has comparable values of two models
     */
    public static Optional<Figure> of(Comparison comparison) {
        List<Metric> metrics = new ArrayList<>(comparison.metrics());
        metrics.removeIf(metric -> !metric.isRanked());
        Collections.sort(metrics, (a, b) -> Integer.compare(rank(a), rank(b)));
        return metrics.stream().flatMap(metric -> of(comparison, metric).stream()).findFirst();
    }

    private static int rank(Metric metric) {
        int at = PREFERRED.indexOf(metric.role());
        return at < 0 ? PREFERRED.size() : at;
    }

    private static Optional<Figure> of(Comparison comparison, Metric metric) {
        List<Measured> present = Measured.largestGroup(Measured.ofAll(comparison, metric));
        if (present.size() < 2) {
            return Optional.empty();
        }
        boolean intervals =
                present.stream().anyMatch(m -> m.overSeeds().orElseThrow().hasInterval());
        int[] colours =
                present.stream().mapToInt(m -> comparison.models().indexOf(m.model())).toArray();
        String unit = present.get(0).protocol().orElseThrow().unit();
        String title = metric.label() + (unit.equals("1") ? "" : ", " + unit);
        return Optional.of(
                new Figure(
                        "final-" + metric.name().replace('.', '-'),
                        metric.label()
                                + " on test data"
                                + (intervals
                                        ? ": the mean over seeds with its 95 % interval"
                                                + " (Student t) and, faint, each seed. "
                                        : ", one seed. ")
                                + (present.size() < comparison.models().size()
                                        ? "Models without a comparable value are left out. "
                                        : "")
                                + (metric.direction() == Direction.HIGHER
                                        ? "Further right is better."
                                        : "Further left is better."),
                        metric.label()
                                + " of each model"
                                + (intervals ? " with its interval over seeds" : ""),
                        chart(present, colours, title),
                        csv(present),
                        pgfplots(present, colours, title)));
    }

    private static XYChart chart(List<Measured> rows, int[] colours, String title) {
        int n = rows.size();
        XYChart chart = ChartStyle.rows(92 + 40 * n, title, names(rows));
        chart.getStyler().setLegendVisible(false);
        for (int i = 0; i < n; i++) {
            Measured row = rows.get(i);
            MeanInterval interval = row.overSeeds().orElseThrow();
            double y = n - i;
            int colour = colours[i];
            String name = row.model().name();
            if (interval.hasInterval()) {
                double[] ends = {interval.low(), interval.high()};
                ChartStyle.line(chart, name + " interval", ends, new double[] {y, y}, colour);
                double[] seeds = row.values();
                double[] ys = new double[seeds.length];
                Arrays.fill(ys, y);
                XYSeries points = ChartStyle.points(chart, name + " seeds", seeds, ys, colour);
                points.setMarker(SeriesMarkers.CIRCLE);
                points.setMarkerColor(Palette.translucent(colour, 90));
            }
            ChartStyle.points(
                    chart, name, new double[] {interval.mean()}, new double[] {y}, colour);
        }
        return chart;
    }

    private static List<String> names(List<Measured> rows) {
        return rows.stream().map(row -> row.model().name()).toList();
    }

    private static String csv(List<Measured> rows) {
        Csv csv = new Csv("model", "seeds", "mean", "ci95_low", "ci95_high");
        for (Measured row : rows) {
            MeanInterval interval = row.overSeeds().orElseThrow();
            csv.row(
                    row.model().name(),
                    interval.n(),
                    interval.mean(),
                    interval.low(),
                    interval.high());
        }
        return csv.toString();
    }

    private static String pgfplots(List<Measured> rows, int[] colours, String title) {
        int n = rows.size();
        List<String> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        Pgfplots plot = new Pgfplots(title, "");
        for (int i = 0; i < n; i++) {
            MeanInterval interval = rows.get(i).overSeeds().orElseThrow();
            ticks.add(String.valueOf(n - i));
            labels.add("{" + Escape.latex(rows.get(i).model().name()) + "}");
            if (interval.hasInterval()) {
                plot.interval(colours[i], interval.mean(), interval.halfWidth(), n - i);
            } else {
                plot.points(colours[i], new double[] {interval.mean()}, new double[] {n - i}, "");
            }
        }
        plot.option("ytick={" + String.join(",", ticks) + "}");
        plot.option("yticklabels={" + String.join(",", labels) + "}");
        plot.option("ymin=0.5, ymax=" + (n + 0.5) + ", enlarge x limits=0.06")
                .option("xmajorgrids, ymajorgrids=false");
        return plot.toString();
    }
}
