// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.comparison.LogLikelihoodScale;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.tables.ProtocolText;

/** A metric against a number that a sweep changes: the mean over seeds with its interval. */
@Internal
public final class SweptMetric {

    private static final double LOGARITHMIC = 20;
    private static final int SCORES = 3;
    private static final Set<MetricRole> SCORED =
            Set.of(MetricRole.SCORE, MetricRole.SCALED_LOG_LIKELIHOOD);

    /** A value of the swept key with the metric of its model. */
    private record Place(Sweep sweep, double value, MeasuredMetric measured) {

        MeanInterval interval() {
            return measured.overSeeds().orElseThrow();
        }
    }

    private SweptMetric() {}

    /**
     * Draws a figure for each swept number and metric: log p(x), or else the ELBO, and at most
     * three scores. Scores that are linear functions of an earlier metric are left out. Values are
     * on one line only if they are comparable.
     */
    public static List<Figure> of(Comparison comparison) {
        Map<String, List<Sweep>> byKey = new LinkedHashMap<>();
        for (Sweep sweep : Sweep.of(comparison)) {
            byKey.computeIfAbsent(sweep.key(), k -> new ArrayList<>()).add(sweep);
        }
        List<Figure> figures = new ArrayList<>();
        for (ReportedMetric metric : metrics(comparison)) {
            byKey.forEach(
                    (key, sweeps) -> {
                        List<Place> places = places(metric, sweeps);
                        if (!places.isEmpty()) {
                            figures.add(figure(comparison, key, metric, places));
                        }
                    });
        }
        return figures;
    }

    private static List<ReportedMetric> metrics(Comparison comparison) {
        List<ReportedMetric> metrics = new ArrayList<>();
        List<ReportedMetric> ranked =
                comparison.metrics().stream().filter(ReportedMetric::isRanked).toList();
        ranked.stream()
                .filter(ReportedMetric::isMain)
                .min(Comparator.comparingInt(ReportedMetric::preference))
                .ifPresent(metrics::add);
        ranked.stream()
                .filter(metric -> SCORED.contains(metric.role()))
                .filter(
                        metric ->
                                metrics.stream()
                                        .allMatch(
                                                m ->
                                                        LogLikelihoodScale.between(
                                                                        comparison, m, metric)
                                                                .isEmpty()))
                .limit(SCORES)
                .forEach(metrics::add);
        return metrics;
    }

    /** Returns the comparable values of the sweeps with two of them or more. */
    private static List<Place> places(ReportedMetric metric, List<Sweep> sweeps) {
        Map<String, MeasuredMetric> comparable =
                MeasuredMetric.withExact(
                                sweeps.stream()
                                        .flatMap(sweep -> sweep.points().stream())
                                        .map(at -> MeasuredMetric.of(at.model(), metric))
                                        .toList())
                        .stream()
                        .collect(Collectors.toMap(of -> of.model().name(), of -> of, (a, b) -> a));
        List<Place> places = new ArrayList<>();
        for (Sweep sweep : sweeps) {
            List<Place> own = new ArrayList<>();
            for (Sweep.At at : sweep.points()) {
                @Nullable MeasuredMetric measured = comparable.get(at.model().name());
                if (measured != null) {
                    own.add(new Place(sweep, at.value(), measured));
                }
            }
            places.addAll(own.size() > 1 ? own : List.of());
        }
        return places;
    }

    private static Figure figure(
            Comparison comparison, String key, ReportedMetric metric, List<Place> places) {
        boolean intervals = places.stream().anyMatch(place -> place.interval().hasInterval());
        EvaluationProtocol protocol = places.get(0).measured().protocol().orElseThrow();
        String what = metric.label() + " on " + protocol.examples().part() + " data against " + key;
        DataFrame<Place> rows =
                DataFrame.of(places)
                        .column("sweep", place -> place.sweep().name())
                        .column("model", place -> place.measured().model().name())
                        .column(key, Place::value)
                        .overSeeds(Place::interval);
        return new Figure(
                "sweep-" + id(key) + "-" + id(metric.name()),
                what
                        + (intervals
                                ? ": the mean over seeds with its 95 % interval (Student t)."
                                : ", one seed.")
                        + ProtocolText.errors(places.stream().map(Place::measured).toList())
                                .map(text -> " " + text)
                                .orElse("")
                        + (metric.direction() == Direction.HIGHER
                                ? " Higher is better."
                                : " Lower is better."),
                what
                        + ", for "
                        + places.stream()
                                .map(place -> place.sweep().name())
                                .distinct()
                                .collect(Collectors.joining("; ")),
                rows,
                plot(comparison, key, Axis.linear(metric.label(), protocol.unit()), rows));
    }

    private static String id(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "-");
    }

    private static Plot plot(Comparison comparison, String key, Axis y, DataFrame<Place> rows) {
        Map<String, DataFrame<Place>> lines = rows.by(place -> place.sweep().name());
        List<PlotLayer> layers = new ArrayList<>();
        lines.forEach(
                (name, line) -> {
                    ComparedModel first = line.list().get(0).sweep().points().get(0).model();
                    Style style = Style.of(comparison, first);
                    layers.addAll(
                            PlotLayer.Interval.list(style, line, key, "ci95_low", "ci95_high"));
                    @Nullable Label legend = lines.size() > 1 ? Axis.plain(name) : null;
                    layers.add(
                            new PlotLayer.Line(
                                    style, Point.list(line, key, "mean"), Marks.ALL, legend));
                });
        double[] values =
                rows.list().stream().mapToDouble(Place::value).distinct().sorted().toArray();
        double least = values[0];
        boolean log = least > 0 && values[values.length - 1] > LOGARITHMIC * least;
        Axis x = log ? Axis.logarithmic(key) : Axis.linear(key);
        return new Plot(x.ticksAt(values), y, layers);
    }
}
