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
import org.vaelab.framework.record.Label;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.MeasuredMetric;
import org.vaelab.reports.comparison.NaiveScore;
import org.vaelab.reports.comparison.NumberedPart;
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

    /** The half width of a 95 % interval of a Normal, in standard errors. */
    private static final double NORMAL = 1.96;

    /** How far an axis reaches beyond a target that no value reaches, as a share of the axis. */
    private static final double MARGIN = 0.05;

    /** A line of a figure: a model, or a method that needs none. */
    private record Series(String name, Label legend, Style style, boolean isModel) {

        static Series of(Comparison comparison, ComparedModel model) {
            return new Series(
                    model.name(), model.label(), Style.of(comparison, model), /* isModel= */ true);
        }

        static Series of(String method, int place) {
            return new Series(
                    method + " (no model)",
                    Axis.plain(method),
                    Style.of(place).thin(),
                    /* isModel= */ false);
        }
    }

    /** A part of a metric. */
    private record Part(Series series, MeasuredMetric of, double number) {

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
        Map<String, List<Part>> figures = new TreeMap<>();
        NumberedPart.byMetric(comparison)
                .forEach((name, numbered) -> figures.put(name, ofModels(comparison, numbered)));
        figures.values().removeIf(List::isEmpty);
        // A method whose metric has no figure keeps its own.
        List<NaiveScore> naive =
                NaiveScore.of(comparison).stream()
                        .filter(score -> figures.containsKey(score.metric().name()))
                        .toList();
        List<String> methods = naive.stream().map(NaiveScore::method).distinct().toList();
        for (NaiveScore score : naive) {
            List<Part> own = figures.remove(score.own().name());
            if (own != null) {
                int place = comparison.models().size() + methods.indexOf(score.method());
                figures.get(score.metric().name())
                        .addAll(ofMethod(own, Series.of(score.method(), place)));
            }
        }
        return figures.entrySet().stream()
                .map(of -> figure(comparison.metric(of.getKey()), of.getValue()))
                .toList();
    }

    private static List<Part> ofModels(Comparison comparison, List<NumberedPart> numbered) {
        List<Part> parts = new ArrayList<>();
        for (NumberedPart part : numbered) {
            MeasuredMetric.withExact(MeasuredMetric.ofAll(comparison, part.metric()))
                    .forEach(
                            of ->
                                    parts.add(
                                            new Part(
                                                    Series.of(comparison, of.model()),
                                                    of,
                                                    part.number())));
        }
        return parts;
    }

    /** Returns those beside the first model: a method without a model is alike beside each. */
    private static List<Part> ofMethod(List<Part> beside, Series method) {
        return beside.stream()
                .filter(part -> part.series().equals(beside.get(0).series()))
                .map(part -> new Part(method, part.of(), part.number()))
                .toList();
    }

    private static Figure figure(ReportedMetric metric, List<Part> parts) {
        DataFrame<Part> rows =
                DataFrame.of(parts)
                        .column("model", part -> part.series().name())
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
        rows.by(Part::series)
                .forEach(
                        (series, own) -> {
                            if (series.isModel()) {
                                layers.addAll(
                                        PlotLayer.Interval.list(
                                                series.style(), own, "number", "low", "high"));
                            }
                            layers.add(
                                    new PlotLayer.Line(
                                            series.style(),
                                            Point.list(own, "number", "mean"),
                                            series.isModel() ? Marks.ALL : Marks.NONE,
                                            series.legend()));
                        });
        List<Part> ofModels = parts.stream().filter(part -> part.series().isModel()).toList();
        String counted = counted(metric, ofModels);
        String caption =
                "%s against the number of %s. %s Error bars are 95 %% intervals over seeds, or over data if there is one seed.%s%s"
                        .formatted(
                                metric.label(),
                                counted.isEmpty() ? "the part" : counted,
                                metric.description().sentence(),
                                target == null ? "" : " The dashed line is a calibrated model.",
                                ofModels.size() < parts.size() ? " Thin lines need no model." : "");
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
