// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.record.SeriesPoint.Kind;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Layer.Marks;
import org.vaelab.reports.figures.Layer.Point;
import org.vaelab.reports.tables.Rows;

/** Series as lines over time, a panel for each series and variable: samples, reconstructions and predictions. */
public final class SeriesFigures {

    private static final int VARIABLES = 4;

    /** The places of the ends of the interval in {@link SeriesPoint#LEVELS}. */
    private static final int LOW = 0;

    private static final int HIGH = SeriesPoint.LEVELS.size() - 1;

    private static final Label DATA = Axis.plain("data");

    /** What a model says of series. */
    private record Shown(
            String name, @Nullable Long seed, Label label, Style style, List<SeriesPoint> points) {

        /** Returns what models must share to be in one figure: the data. */
        List<List<Object>> data() {
            return points.stream()
                    .map(p -> List.<Object>of(p.series(), p.step(), p.variable(), p.truth()))
                    .toList();
        }
    }

    /** A number of a series, and what a model says of it. */
    private record At(Shown of, SeriesPoint point) {}

    /** The series and the variable of a panel. */
    private record Panel(String series, String variable) {}

    private SeriesFigures() {}

    /**
     * Draws the series of the first completed run of each model; nothing if no run has series.
     *
     * @throws IOException if a file of a run is damaged
     */
    public static List<Figure> of(Comparison comparison) throws IOException {
        List<Figure> figures = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Map<List<List<Object>>, List<Shown>> groups = new LinkedHashMap<>();
            List<String> leftOut = new ArrayList<>();
            for (ComparedModel model : comparison.models()) {
                for (ComparedRun run : model.firstCompleted().stream().toList()) {
                    List<SeriesPoint> points = run.folder().readSeries(kind);
                    Shown shown =
                            new Shown(
                                    model.name(),
                                    run.planned().seed(),
                                    model.label(),
                                    Style.of(comparison, model),
                                    points);
                    if (!points.isEmpty()) {
                        groups.computeIfAbsent(shown.data(), key -> new ArrayList<>()).add(shown);
                    }
                }
            }
            int number = 0;
            for (List<Shown> group : groups.values()) {
                number++;
                String id = number == 1 ? kind.id() : kind.id() + "-" + number;
                figures.add(figure(id, kind, SampleFigures.CHOICE, group));
            }
        }
        return figures;
    }

    /** Draws the series of one model. */
    public static Figure of(Kind kind, List<SeriesPoint> points) {
        Label label = Axis.plain("model");
        return figure(
                kind.id(), kind, "", List.of(new Shown("", null, label, Style.of(0), points)));
    }

    private static Figure figure(String id, Kind kind, String choice, List<Shown> models) {
        Rows<At> rows =
                Rows.of(
                                models.stream()
                                        .flatMap(of -> of.points().stream().map(p -> new At(of, p)))
                                        .toList())
                        .column("model", at -> at.of().name())
                        .column("seed", at -> at.of().seed())
                        .column("series", at -> at.point().series())
                        .column("step", at -> at.point().step())
                        .column("time", at -> at.point().time())
                        .column("variable", at -> at.point().variable())
                        .column("truth", at -> at.point().truth())
                        .column("value", at -> at.point().value());
        for (int q = 0; q <= HIGH; q++) {
            int place = q;
            rows = rows.column(SeriesPoint.QUANTILES.get(q), at -> at.point().quantile(place));
        }
        Map<Panel, Rows<At>> panels =
                rows.by(at -> new Panel(at.point().series(), at.point().variable()));
        List<String> variables = panels.keySet().stream().map(Panel::variable).distinct().toList();
        List<String> drawn = variables.subList(0, Math.min(VARIABLES, variables.size()));
        List<Plot> plots = new ArrayList<>();
        panels.forEach(
                (panel, own) -> {
                    if (drawn.contains(panel.variable())) {
                        plots.add(plot(kind, panel, own));
                    }
                });
        String some =
                drawn.size() < variables.size()
                        ? " The first %s of %s variables.".formatted(VARIABLES, variables.size())
                        : "";
        String names = models.stream().map(of -> of.label().plain()).collect(Collectors.joining(", "));
        return new Figure(
                id,
                caption(kind) + some + choice,
                caption(kind) + " Models: " + names,
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
                    "Hidden steps of series, predicted from the others: the mean and the central 90 %"
                            + " interval, and the data (grey).";
        };
    }

    private static Plot plot(Kind kind, Panel panel, Rows<At> rows) {
        List<Layer> bands = new ArrayList<>();
        List<Layer> lines = new ArrayList<>();
        for (Rows<At> own : rows.by(At::of).values()) {
            Shown of = own.list().get(0).of();
            bands.addAll(
                    bands(
                            of.style(),
                            Point.list(own, "step", SeriesPoint.QUANTILES.get(LOW)),
                            Point.list(own, "step", SeriesPoint.QUANTILES.get(HIGH))));
            lines.add(
                    new Layer.Line(
                            of.style(),
                            Point.list(own, "step", "value"),
                            kind == Kind.GAPS ? Marks.ALL : Marks.NONE,
                            of.label()));
        }
        Rows<At> any = rows.by(At::of).values().iterator().next();
        List<Point> data = Point.list(any, "step", "truth");
        if (data.stream().anyMatch(p -> Double.isFinite(p.y()))) {
            bands.add(new Layer.Line(Style.NEUTRAL, data, Marks.ALL, DATA));
        }
        if (kind == Kind.FORECASTS) {
            any.list().stream()
                    .map(At::point)
                    .filter(p -> Double.isFinite(p.value()))
                    .mapToInt(SeriesPoint::step)
                    .min()
                    .ifPresent(first -> bands.add(Layer.Guide.vertical(first - 0.5, null)));
        }
        bands.addAll(lines);
        return new Plot(
                Axis.linear("step of " + panel.series()).ticksAt(any.numbers("step")),
                Axis.linear(panel.variable()),
                bands);
    }

    /** Returns the shaded intervals of neighbouring steps, and an error bar for a step without neighbours. */
    private static List<Layer> bands(Style style, List<Point> low, List<Point> high) {
        List<Layer> bands = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= low.size(); i++) {
            if (i < low.size() && Double.isFinite(low.get(i).y())) {
                continue;
            }
            if (i == from + 1) {
                bands.add(new Layer.Interval(style, low.get(from), high.get(from)));
            } else if (i > from) {
                bands.add(Layer.Area.between(style, low.subList(from, i), high.subList(from, i)));
            }
            from = i + 1;
        }
        return bands;
    }
}
