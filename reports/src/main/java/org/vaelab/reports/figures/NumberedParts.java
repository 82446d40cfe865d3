// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.ReportedMetric;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.statistics.MeanInterval;
import org.vaelab.reports.tables.DataFrame;

/**
 * Metrics whose parts have numbers, such as forecasts by horizon or shares by bin: the value of
 * each part against its number.
 */
@Internal
public final class NumberedParts {

    private static final Pattern NAME = Pattern.compile("(.+)\\.([0-9]+)");

    /** The half width of a 95 % interval of a Normal, in standard errors. */
    private static final double NORMAL = 1.96;

    /** How far an axis reaches beyond a target that no value reaches, as a share of the axis. */
    private static final double MARGIN = 0.05;

    /** A part of a metric of a model. */
    private record Part(MeasuredMetric of, double number) {

        MeanInterval interval() {
            return of.overSeeds().orElseThrow();
        }

        /** Returns the lower end of the interval over seeds, or else over data. */
        double low() {
            MeanInterval seeds = interval();
            return seeds.hasInterval()
                    ? seeds.low()
                    : Math.max(of.metric().least(), seeds.mean() - NORMAL * of.dataError());
        }

        /** Returns the upper end of the interval over seeds, or else over data. */
        double high() {
            MeanInterval seeds = interval();
            return seeds.hasInterval()
                    ? seeds.high()
                    : Math.min(of.metric().most(), seeds.mean() + NORMAL * of.dataError());
        }
    }

    private NumberedParts() {}

    /** Draws a figure of each metric with two numbered parts at least. */
    public static List<Figure> of(Comparison comparison) {
        Map<String, List<Part>> byMetric = new TreeMap<>();
        for (ReportedMetric metric : comparison.metrics()) {
            Matcher name = NAME.matcher(metric.name());
            if (name.matches()) {
                MeasuredMetric.withExact(MeasuredMetric.ofAll(comparison, metric)).stream()
                        .map(of -> new Part(of, Double.parseDouble(name.group(2))))
                        .forEach(
                                byMetric.computeIfAbsent(name.group(1), m -> new ArrayList<>())
                                        ::add);
            }
        }
        List<Figure> figures = new ArrayList<>();
        byMetric.forEach(
                (name, parts) -> {
                    if (parts.stream().mapToDouble(Part::number).distinct().count() > 1) {
                        figures.add(figure(comparison, comparison.metric(name), parts));
                    }
                });
        return figures;
    }

    private static Figure figure(Comparison comparison, ReportedMetric metric, List<Part> parts) {
        DataFrame<Part> rows =
                DataFrame.of(parts)
                        .column("model", part -> part.of().model().name())
                        .column("number", Part::number)
                        .overSeeds(Part::interval)
                        .column("data_error", part -> part.of().dataError())
                        .column("low", Part::low)
                        .column("high", Part::high);
        List<PlotLayer> layers = new ArrayList<>();
        Double target = metric.description().target();
        if (target != null) {
            layers.add(PlotLayer.Guide.horizontal(target, null));
        }
        rows.by(part -> part.of().model())
                .forEach(
                        (model, own) -> {
                            Style style = Style.of(comparison, model);
                            List<Point> means = Point.list(own, "number", "mean");
                            layers.addAll(
                                    PlotLayer.Interval.list(style, own, "number", "low", "high"));
                            layers.add(new PlotLayer.Line(style, means, Marks.ALL, model.label()));
                        });
        String counted = counted(metric, parts);
        String caption =
                "%s against the number of %s. %s Error bars are 95 %% intervals over seeds, or over data if there is one seed.%s"
                        .formatted(
                                metric.label(),
                                counted.isEmpty() ? "the part" : counted,
                                metric.description().sentence(),
                                target == null ? "" : " The dashed line is a calibrated model.");
        return new Figure(
                "parts-" + metric.name().replace('.', '-'),
                caption,
                metric.label() + " of each model by part",
                rows,
                new Plot(
                        Axis.linear(counted.isEmpty() ? "part" : counted)
                                .ticksAt(rows.numbers("number")),
                        values(metric, rows),
                        layers));
    }

    /** Returns the axis of the values, which reaches a little beyond the target. */
    private static Axis values(ReportedMetric metric, DataFrame<Part> rows) {
        Axis axis = Axis.linear(metric.label());
        Double target = metric.description().target();
        if (target == null) {
            return axis;
        }
        double[] drawn =
                Stream.of("mean", "low", "high")
                        .flatMapToDouble(name -> Arrays.stream(rows.numbers(name)))
                        .filter(Double::isFinite)
                        .toArray();
        double least = Arrays.stream(drawn).min().orElse(target);
        double most = Arrays.stream(drawn).max().orElse(target);
        return axis.range(
                target < least ? target - MARGIN * (most - target) : null,
                target > most ? target + MARGIN * (target - least) : null);
    }

    /**
     * Returns what the numbers count, such as {@code steps ahead}, by the label of the last part;
     * else empty.
     */
    private static String counted(ReportedMetric metric, List<Part> parts) {
        Part last = Collections.max(parts, Comparator.comparingDouble(Part::number));
        Pattern label =
                Pattern.compile(
                        Pattern.quote(metric.label()) + " [0-9]+ (\\p{L}.*)", Pattern.DOTALL);
        Matcher counted = label.matcher(last.of().metric().label());
        return counted.matches() ? counted.group(1) : "";
    }
}
