// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.Axis.Tick;
import org.vaelab.reports.figures.PlotLayer.Point;

/**
 * Where the parts of a plot are at a width, in points. Both renderers use it.
 *
 * @param body the part of the figure between the axes
 */
record PlotLayout(
        Plot plot,
        double width,
        Legend legend,
        Scale x,
        Scale y,
        List<Tick> xTicks,
        List<Tick> yTicks,
        Rectangle2D body) {

    /** The length of a tick. */
    static final double TICK = 2.5;

    /** The distance of a tick to its label. */
    static final double GAP = 2;

    private static final double TITLE_GAP = 3;
    private static final double EDGE = 4;
    private static final double NAMES = 0.4;
    private static final double MAP_TITLE = 12;
    private static final double FLATTEST = 0.6;
    private static final double NARROW = 300;

    /** Beyond this distance a point is as good as at it; files have no larger numbers. */
    private static final double FAR = 1e5;

    static PlotLayout of(Plot plot, Width width) {
        return of(plot, width.points(), plot.layers());
    }

    /**
     * Lays a plot out.
     *
     * @param named the layers that its legend names
     */
    static PlotLayout of(Plot plot, double width, List<PlotLayer> named) {
        Legend legend = Legend.of(named, width);
        Scale across = Scale.of(plot.x(), shown(plot).mapToDouble(Point::x));
        Scale up = Scale.of(plot.y(), shown(plot).mapToDouble(Point::y));
        double high = plot.isMap() ? FLATTEST * width : height(plot, width);
        double left = left(plot, width, ticks(plot.y(), up, high, 9, label -> 12), high);
        double wide = width - left - EDGE;
        if (plot.isMap()) {
            double shape = up.span() / across.span();
            high = wide * (plot.y().isHidden() ? shape : Math.max(FLATTEST, Math.min(1, shape)));
            double unit = Math.max(across.span() / wide, up.span() / high);
            across = across.spanning(unit * wide);
            up = up.spanning(unit * high);
        }
        List<Tick> yTicks = ticks(plot.y(), up, high, 9, label -> 12);
        List<Tick> xTicks =
                ticks(
                        plot.x(),
                        across,
                        wide,
                        width < NARROW ? 6 : 9,
                        label -> Glyphs.width(label.plain(), Picture.TICK) + 6);
        double right = plot.isMap() ? EDGE : rightMargin(xTicks, across, wide);
        double top = plot.isMap() ? MAP_TITLE : legend.picture().height() + EDGE;
        Rectangle2D body = new Rectangle2D.Double(left, top, width - left - right, high);
        return new PlotLayout(plot, width, legend, across, up, xTicks, yTicks, body);
    }

    private static Stream<Point> shown(Plot plot) {
        return plot.layers().stream().flatMap(PlotLayer::shown);
    }

    private static double height(Plot plot, double width) {
        if (!plot.y().isNamed()) {
            return width < NARROW ? 122 : 165;
        }
        double lines =
                plot.y().ticks().stream()
                        .mapToDouble(tick -> yLabel(tick, width).height())
                        .max()
                        .orElse(0);
        return plot.y().ticks().size() * Math.max(13, lines + 5);
    }

    private static double left(Plot plot, double width, List<Tick> labels, double high) {
        if (plot.y().isHidden()) {
            return 1;
        }
        @Nullable TextBlock title = title(plot.y(), high + 16);
        double beside = title == null ? 0 : title.height() + TITLE_GAP;
        return Math.max(EDGE, beside + widest(labels, width) + GAP + TICK + 2);
    }

    private static List<Tick> ticks(
            Axis axis, Scale scale, double length, int most, ToDoubleFunction<Label> room) {
        if (axis.isHidden() || axis.isNamed()) {
            return axis.ticks();
        }
        if (!axis.ticks().isEmpty()) {
            return some(axis.ticks(), scale, length, room);
        }
        return Ticks.choices(scale, most)
                .filter(all -> all.size() > 1 && thinned(all, scale, length, room).equals(all))
                .findFirst()
                .orElseGet(
                        () ->
                                thinned(
                                        Ticks.linear(scale.valueAt(0), scale.valueAt(1), 2),
                                        scale,
                                        length,
                                        room));
    }

    /** Returns all ticks, or every second one, and so on, whose labels have room. */
    private static List<Tick> some(
            List<Tick> all, Scale scale, double length, ToDoubleFunction<Label> room) {
        int n = all.size();
        return IntStream.range(1, n)
                .mapToObj(by -> IntStream.iterate(0, i -> i < n, i -> i + by).mapToObj(all::get))
                .map(Stream::toList)
                .filter(chosen -> thinned(chosen, scale, length, room).equals(chosen))
                .findFirst()
                .orElseGet(() -> thinned(all, scale, length, room));
    }

    /** Leaves out ticks outside the range, and those whose labels would meet the one before. */
    private static List<Tick> thinned(
            List<Tick> all, Scale scale, double length, ToDoubleFunction<Label> room) {
        List<Tick> kept = new ArrayList<>();
        double end = Double.NEGATIVE_INFINITY;
        for (Tick tick : all) {
            double at = scale.at(tick.at()) * length;
            double half = room.applyAsDouble(tick.text()) / 2;
            if (scale.contains(tick.at()) && at - half >= end - 1e-6) {
                kept.add(tick);
                end = at + half;
            }
        }
        return kept;
    }

    private static double rightMargin(List<Tick> ticks, Scale scale, double wide) {
        double over = EDGE;
        for (Tick tick : ticks) {
            double half = Glyphs.width(tick.text().plain(), Picture.TICK) / 2;
            over = Math.max(over, 1 + half - (1 - scale.at(tick.at())) * wide);
        }
        return over;
    }

    TextBlock yLabel(Tick tick) {
        return yLabel(tick, width);
    }

    private static TextBlock yLabel(Tick tick, double width) {
        return TextBlock.of(tick.text(), Picture.TICK, NAMES * width);
    }

    /** Returns the width of the widest label of the vertical axis. */
    double labelsWidth() {
        return widest(yTicks, width);
    }

    private static double widest(List<Tick> ticks, double width) {
        return ticks.stream().mapToDouble(tick -> yLabel(tick, width).width()).max().orElse(0);
    }

    @Nullable TextBlock yTitle() {
        return title(plot.y(), body.getHeight() + 16);
    }

    @Nullable TextBlock xTitle() {
        return title(plot.x(), body.getWidth());
    }

    private static @Nullable TextBlock title(Axis axis, double most) {
        @Nullable Label title = axis.title();
        return title == null ? null : TextBlock.of(title, Picture.LABEL, most);
    }

    /** Where the legend begins: at the axis, or at the edge if it is wider than the body. */
    double legendLeft() {
        return legend.picture().width() <= body.getWidth() ? body.getX() : 0;
    }

    double height() {
        @Nullable TextBlock title = xTitle();
        double below =
                plot.x().isHidden()
                        ? 0
                        : TICK
                                + GAP
                                + Picture.TICK
                                + 1
                                + (title == null ? 1 : TITLE_GAP + title.height());
        return Math.ceil(body.getMaxY() + below);
    }

    /** Returns a point of the drawing; NaN if the axes cannot show it. */
    Point2D at(Point point) {
        return new Point2D.Double(
                near(body.getX() + x.at(point.x()) * body.getWidth()),
                near(body.getMaxY() - y.at(point.y()) * body.getHeight()));
    }

    private static double near(double place) {
        return Math.max(-FAR, Math.min(FAR, place));
    }

    boolean contains(Point point) {
        return x.contains(point.x()) && y.contains(point.y());
    }

    /** Returns the ends of a guide inside the axes, from left to right; none if it is outside. */
    List<Point> ends(PlotLayer.Guide guide) {
        if (guide.b() == 0) {
            double at = guide.c() / guide.a();
            return x.contains(at)
                    ? List.of(new Point(at, y.valueAt(0)), new Point(at, y.valueAt(1)))
                    : List.of();
        }
        if (guide.a() == 0) {
            double at = guide.c() / guide.b();
            return y.contains(at)
                    ? List.of(new Point(x.valueAt(0), at), new Point(x.valueAt(1), at))
                    : List.of();
        }
        double[] cuts =
                DoubleStream.of(
                                x.low(),
                                x.high(),
                                (guide.c() - guide.b() * y.low()) / guide.a(),
                                (guide.c() - guide.b() * y.high()) / guide.a())
                        .sorted()
                        .toArray();
        Point from = new Point(cuts[1], (guide.c() - guide.a() * cuts[1]) / guide.b());
        Point to = new Point(cuts[2], (guide.c() - guide.a() * cuts[2]) / guide.b());
        return contains(from) && contains(to) ? List.of(from, to) : List.of();
    }
}
