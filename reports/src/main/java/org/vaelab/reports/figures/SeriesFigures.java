// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.record.SeriesPoint.Kind;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;

/**
 * Series as lines over time, a panel for each series and variable: samples, reconstructions and
 * predictions.
 */
@Internal
public final class SeriesFigures {

    private static final int VARIABLES = 4;
    private static final Label DATA = Axis.plain("data");

    /** A model; its seed is null if one model is shown. */
    private record Shown(Label label, @Nullable Long seed, Style style) {}

    /** A number of a series, and what a model says of it. */
    private record At(Shown of, SeriesPoint point) {}

    private SeriesFigures() {}

    /**
     * Draws the series of the first completed run of each model, all on the same data; nothing if
     * no run has series.
     *
     * @throws IOException if a file of a run is damaged
     */
    public static List<Figure> of(Comparison comparison) throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<At> points = new ArrayList<>();
            Map<String, List<String>> leftOut = new LinkedHashMap<>();
            for (ComparedModel model : comparison.models()) {
                for (ComparedRun run : model.firstCompleted().stream().toList()) {
                    Style style = Style.of(comparison, model);
                    Shown shown = new Shown(model.label(), run.planned().seed(), style);
                    run.folder().readSeries(kind).forEach(p -> points.add(new At(shown, p)));
                    String why = run.folder().readFigures().leftOut().get(kind.file());
                    if (why != null) {
                        leftOut.computeIfAbsent(sentence(why), w -> new ArrayList<>())
                                .add(model.label().plain());
                    }
                }
            }
            String rest =
                    leftOut.entrySet().stream()
                            .map(
                                    of ->
                                            " There is nothing of %s: %s."
                                                    .formatted(
                                                            String.join(", ", of.getValue()),
                                                            of.getKey()))
                            .collect(Collectors.joining());
            if (!points.isEmpty()) {
                figures.add(figure(kind, rest + SampleFigures.CHOICE, points));
            }
        }
        return figures;
    }

    /** Returns the first sentence of a reason, without its full stop; figures.json has all of it. */
    private static String sentence(String why) {
        return why.lines().findFirst().orElse("").replaceFirst("\\.? *$", "");
    }

    /** Draws the series of one model. */
    public static Figure of(Kind kind, List<SeriesPoint> points) {
        boolean isPredicted = points.stream().anyMatch(point -> !point.quantiles().isEmpty());
        String name = isPredicted ? "model: mean, central 90 %" : "model";
        Shown model = new Shown(Axis.plain(name), null, Style.of(0));
        return figure(kind, "", points.stream().map(point -> new At(model, point)).toList());
    }

    private static Figure figure(Kind kind, String choice, List<At> points) {
        DataFrame<At> rows =
                DataFrame.of(points)
                        .column("model", at -> at.of().label().plain())
                        .column("seed", at -> at.of().seed());
        for (int i = 0; i < SeriesPoint.COLUMNS.size(); i++) {
            int place = i;
            rows = rows.column(SeriesPoint.COLUMNS.get(i), at -> at.point().cells().get(place));
        }
        List<String> variables =
                points.stream().map(at -> at.point().variable()).distinct().toList();
        List<Plot> plots = new ArrayList<>();
        for (DataFrame<At> series : rows.by(at -> at.point().series()).values()) {
            Map<String, DataFrame<At>> own = series.by(at -> at.point().variable());
            Axis x = steps(series);
            variables.stream().limit(VARIABLES).forEach(v -> plots.add(plot(kind, x, own.get(v))));
        }
        String some =
                variables.size() <= VARIABLES
                        ? ""
                        : " The first %s of %s variables.".formatted(VARIABLES, variables.size());
        return new Figure(
                kind.id(),
                caption(kind) + some + choice,
                caption(kind),
                rows,
                new Panels(plots, true));
    }

    private static String caption(Kind kind) {
        return switch (kind) {
            case PRIOR -> "Series drawn from each model.";
            case RECONSTRUCTIONS -> "Test series (grey) and their reconstructions.";
            case FORECASTS ->
                    "Forecasts of series given their steps left of the vertical line: the mean and the"
                            + " central 90 % interval (shaded), and the data (grey).";
            case GAPS ->
                    "Missing and hidden numbers of series, predicted from the others: the mean and the"
                            + " central 90 % interval, and the data (grey).";
        };
    }

    /** Returns the axis of a series, with the times of its steps if they are known. */
    private static Axis steps(DataFrame<At> series) {
        List<SeriesPoint> points = series.list().stream().map(At::point).toList();
        boolean isTimed = points.stream().noneMatch(at -> at.time().isEmpty());
        Map<Integer, Axis.Tick> ticks = new TreeMap<>();
        for (SeriesPoint at : points) {
            Label label = isTimed ? Axis.plain(at.time()) : Ticks.label(at.step());
            ticks.put(at.step(), new Axis.Tick(at.step(), label));
        }
        String name = (isTimed ? "series " : "step of series ") + points.get(0).series();
        return new Axis(
                Axis.plain(name), Axis.Kind.LINEAR, null, null, List.copyOf(ticks.values()));
    }

    /** Draws a variable of a series. */
    private static Plot plot(Kind kind, Axis x, DataFrame<At> rows) {
        List<PlotLayer> layers = new ArrayList<>();
        List<PlotLayer> means = new ArrayList<>();
        Map<Shown, DataFrame<At>> models = rows.by(At::of);
        models.forEach(
                (model, own) -> {
                    layers.addAll(intervals(kind, model.style(), own));
                    Marks marks = kind == Kind.GAPS ? Marks.ALL : Marks.NONE;
                    List<Point> mean = Point.list(own, "step", "value");
                    means.add(new PlotLayer.Line(model.style(), mean, marks, model.label()));
                });
        DataFrame<At> any = models.values().iterator().next();
        if (kind != Kind.PRIOR) {
            List<Point> data = Point.list(any, "step", "truth");
            layers.add(new PlotLayer.Line(Style.NEUTRAL, data, Marks.ALL, DATA));
        }
        if (kind == Kind.FORECASTS) {
            predicted(any).list().stream()
                    .mapToInt(at -> at.point().step())
                    .min()
                    .ifPresent(first -> layers.add(PlotLayer.Guide.vertical(first - 0.5, null)));
        }
        layers.addAll(means);
        String name = any.list().get(0).point().variable();
        boolean isNumber = name.chars().allMatch(Character::isDigit);
        return new Plot(x, Axis.linear(isNumber ? "variable " + name : name), layers);
    }

    private static DataFrame<At> predicted(DataFrame<At> rows) {
        return rows.by(at -> !at.point().quantiles().isEmpty())
                .getOrDefault(true, new DataFrame<>(List.of(), rows.columns()));
    }

    /** Returns the shaded interval of steps in a row, or an error bar for each single step. */
    private static List<? extends PlotLayer> intervals(Kind kind, Style style, DataFrame<At> rows) {
        DataFrame<At> own = predicted(rows);
        if (own.list().isEmpty() || kind == Kind.GAPS) {
            return PlotLayer.Interval.list(style, own, "step", "q05", "q95");
        }
        List<Point> low = Point.list(own, "step", "q05");
        return List.of(PlotLayer.Area.between(style, low, Point.list(own, "step", "q95")));
    }
}
