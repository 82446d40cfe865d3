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
import org.jspecify.annotations.Nullable;
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

    /**
     * A part of a metric.
     *
     * @param naive the method without a model that it is of; null: it is of the model
     */
    private record Part(MeasuredMetric of, double number, @Nullable NaiveScore naive) {

        String series() {
            return naive == null ? of.model().name() : method(naive) + " (no model)";
        }

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
        Map<String, List<NumberedPart>> byMetric = new TreeMap<>(NumberedPart.byMetric(comparison));
        List<NaiveScore> naive = NaiveScore.of(comparison);
        Map<String, List<NumberedPart>> ofModels = new TreeMap<>(byMetric);
        naive.forEach(score -> ofModels.remove(score.own().name()));
        List<Figure> figures = new ArrayList<>();
        ofModels.forEach(
                (name, numbered) -> {
                    List<Part> parts = new ArrayList<>(of(comparison, numbered, null));
                    if (parts.isEmpty()) {
                        return;
                    }
                    for (NaiveScore score : naive) {
                        if (score.metric().name().equals(name)) {
                            List<NumberedPart> own =
                                    byMetric.getOrDefault(score.own().name(), List.of());
                            parts.addAll(ofMethod(of(comparison, own, score)));
                        }
                    }
                    figures.add(figure(comparison, comparison.metric(name), parts));
                });
        return figures;
    }

    private static List<Part> of(
            Comparison comparison, List<NumberedPart> numbered, @Nullable NaiveScore naive) {
        return numbered.stream()
                .flatMap(
                        part ->
                                MeasuredMetric.withExact(
                                                MeasuredMetric.ofAll(comparison, part.metric()))
                                        .stream()
                                        .map(of -> new Part(of, part.number(), naive)))
                .toList();
    }

    /** Returns those beside the first model: a method without a model is alike beside each. */
    private static List<Part> ofMethod(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.of().model().equals(parts.get(0).of().model()))
                .toList();
    }

    private static String method(NaiveScore score) {
        return score.own().name().substring(score.metric().name().length() + 1);
    }

    private static Figure figure(Comparison comparison, ReportedMetric metric, List<Part> parts) {
        DataFrame<Part> rows =
                DataFrame.of(parts)
                        .column("model", Part::series)
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
        int[] place = {comparison.models().size()};
        rows.by(Part::series)
                .values()
                .forEach(
                        own -> {
                            Part first = own.list().get(0);
                            List<Point> means = Point.list(own, "number", "mean");
                            NaiveScore naive = first.naive();
                            if (naive != null) {
                                Label label = Axis.plain(method(naive));
                                Style style = Style.of(place[0]++).thin();
                                layers.add(new PlotLayer.Line(style, means, Marks.NONE, label));
                                return;
                            }
                            ComparedModel model = first.of().model();
                            Style style = Style.of(comparison, model);
                            layers.addAll(
                                    PlotLayer.Interval.list(style, own, "number", "low", "high"));
                            layers.add(new PlotLayer.Line(style, means, Marks.ALL, model.label()));
                        });
        String counted =
                counted(metric, parts.stream().filter(part -> part.naive() == null).toList());
        boolean hasNaive = parts.stream().anyMatch(part -> part.naive() != null);
        String caption =
                "%s against the number of %s. %s Error bars are 95 %% intervals over seeds, or over data if there is one seed.%s%s"
                        .formatted(
                                metric.label(),
                                counted.isEmpty() ? "the part" : counted,
                                metric.description().sentence(),
                                target == null ? "" : " The dashed line is a calibrated model.",
                                hasNaive ? " Thin lines need no model." : "");
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
