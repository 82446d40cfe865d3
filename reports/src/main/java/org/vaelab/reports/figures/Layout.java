// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.Axis.Tick;
import org.vaelab.reports.figures.Layer.Point;

/** Where the parts of a plot are at a width, in points. Both renderers use it. */
final class Layout {

    /** The length of a tick. */
    static final double TICK = 2.5;

    /** The distance of a tick to its label. */
    static final double GAP = 2;

    private static final double TITLE_GAP = 3;
    private static final double EDGE = 4;
    private static final double NAMES = 0.4;

    private final Plot plot;
    private final Width width;
    private final Scale x;
    private final Scale y;
    private final Legend legend;
    private final double bodyHeight;
    private final List<Tick> yTicks;
    private final List<Tick> xTicks;
    private final double left;
    private final double right;
    private final double namesWidth;
    private final Rectangle2D body;

    Layout(Plot plot, Width width) {
        this.plot = plot;
        this.width = width;
        x = Scale.of(plot.x(), points(plot).mapToDouble(Point::x));
        y = Scale.of(plot.y(), points(plot).mapToDouble(Point::y));
        legend = Legend.of(plot.layers(), width.points());
        namesWidth = NAMES * width.points();
        bodyHeight = height(plot);
        yTicks = chosenYTicks();
        left = Math.max(EDGE, yTitleWidth() + labelsWidth() + GAP + TICK + 2);
        xTicks = chosenXTicks(width.points() - left - EDGE);
        right = rightMargin();
        double top = (legend.isEmpty() ? 0 : legend.height() + 2) + EDGE;
        body = new Rectangle2D.Double(left, top, width.points() - left - right, bodyHeight);
    }

    /** All points that the axes must show. */
    private static Stream<Point> points(Plot plot) {
        return plot.layers().stream()
                .flatMap(
                        layer -> {
                            if (layer instanceof Layer.Line line) {
                                return line.points().stream();
                            } else if (layer instanceof Layer.Points points) {
                                return points.points().stream();
                            } else if (layer instanceof Layer.Band band) {
                                return Stream.concat(band.low().stream(), band.high().stream());
                            } else if (layer instanceof Layer.Interval interval) {
                                return Stream.of(interval.from(), interval.to());
                            }
                            return Stream.empty();
                        });
    }

    private double height(Plot of) {
        if (!of.y().isNamed()) {
            return width == Width.COLUMN ? 122 : 165;
        }
        double lines =
                plot.y().ticks().stream().mapToDouble(t -> yLabel(t).height()).max().orElse(0);
        return plot.y().ticks().size() * Math.max(13, lines + 5);
    }

    private List<Tick> chosenYTicks() {
        if (plot.y().isNamed()) {
            return plot.y().ticks();
        }
        return ticks(plot.y(), y, bodyHeight, 9, label -> 12);
    }

    private List<Tick> chosenXTicks(double room) {
        return ticks(
                plot.x(),
                x,
                room,
                width == Width.COLUMN ? 6 : 9,
                label -> Pen.width(label.plain(), Pen.TICK) + 6);
    }

    /** How much of an axis a label needs. */
    private interface Room {
        double of(Label label);
    }

    private static List<Tick> ticks(Axis axis, Scale scale, double length, int most, Room room) {
        if (!axis.ticks().isEmpty()) {
            return thinned(axis.ticks(), scale, length, room);
        }
        if (scale.isLogarithmic()) {
            double low = scale.valueAt(0);
            double high = scale.valueAt(1);
            for (List<Tick> choice : Ticks.logarithmic(low, high)) {
                if (choice.size() > 1
                        && choice.size() <= most + 2
                        && thinned(choice, scale, length, room).size() == choice.size()) {
                    return choice;
                }
            }
            return thinned(Ticks.linear(low, high, 4), scale, length, room);
        }
        for (int n = most; n > 2; n--) {
            List<Tick> choice = Ticks.linear(scale.low(), scale.high(), n);
            if (thinned(choice, scale, length, room).size() == choice.size()) {
                return choice;
            }
        }
        return thinned(Ticks.linear(scale.low(), scale.high(), 2), scale, length, room);
    }

    /** Leaves out ticks outside the range, and those whose labels would meet the one before. */
    private static List<Tick> thinned(List<Tick> all, Scale scale, double length, Room room) {
        List<Tick> kept = new ArrayList<>();
        double end = Double.NEGATIVE_INFINITY;
        for (Tick tick : all) {
            double at = scale.at(tick.at()) * length;
            double half = room.of(tick.text()) / 2;
            if (scale.contains(tick.at()) && at - half >= end - 1e-6) {
                kept.add(tick);
                end = at + half;
            }
        }
        return kept;
    }

    private double rightMargin() {
        double over = EDGE;
        for (Tick tick : xTicks) {
            double half = Pen.width(tick.text().plain(), Pen.TICK) / 2;
            double beyond = (1 - x.at(tick.at())) * (width.points() - left - EDGE);
            over = Math.max(over, 1 + half - beyond);
        }
        return over;
    }

    private double yTitleWidth() {
        @Nullable TextBlock title = yTitle();
        return title == null ? 0 : title.height() + TITLE_GAP;
    }

    double width() {
        return width.points();
    }

    Plot plot() {
        return plot;
    }

    Scale x() {
        return x;
    }

    Scale y() {
        return y;
    }

    Legend legend() {
        return legend;
    }

    List<Tick> xTicks() {
        return xTicks;
    }

    List<Tick> yTicks() {
        return yTicks;
    }

    TextBlock yLabel(Tick tick) {
        return TextBlock.of(tick.text().plain(), Pen.TICK, namesWidth);
    }

    /** Returns the width of the widest label of the vertical axis. */
    double labelsWidth() {
        return yTicks.stream().mapToDouble(tick -> yLabel(tick).width()).max().orElse(0);
    }

    @Nullable TextBlock yTitle() {
        @Nullable Label title = plot.y().title();
        return title == null ? null : TextBlock.of(title.plain(), Pen.LABEL, bodyHeight + 16);
    }

    @Nullable TextBlock xTitle() {
        @Nullable Label title = plot.x().title();
        return title == null
                ? null
                : TextBlock.of(title.plain(), Pen.LABEL, width.points() - left - right);
    }

    /** The part of the figure between the axes. */
    Rectangle2D body() {
        return body;
    }

    /** Where the legend begins: at the axis, or at the edge if it is wider than the body. */
    double legendLeft() {
        return legend.width() <= body.getWidth() ? left : 0;
    }

    double height() {
        @Nullable TextBlock title = xTitle();
        double below = TICK + GAP + Pen.TICK.getSize2D() + 1;
        return Math.ceil(body.getMaxY() + below + (title == null ? 1 : TITLE_GAP + title.height()));
    }

    /** Returns a point of the drawing; NaN if the axes cannot show it. */
    Point2D at(Point point) {
        return new Point2D.Double(
                body.getX() + x.at(point.x()) * body.getWidth(),
                body.getMaxY() - y.at(point.y()) * body.getHeight());
    }

    boolean contains(Point point) {
        return x.contains(point.x()) && y.contains(point.y());
    }

    /** Returns the ends of a guide inside the axes, from left to right; none if it is outside. */
    List<Point> ends(Layer.Guide guide) {
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

    /** Returns where the markers of points are. */
    List<Point2D> marks() {
        return plot.layers().stream()
                .filter(Layer.Points.class::isInstance)
                .flatMap(layer -> ((Layer.Points) layer).points().stream())
                .filter(this::contains)
                .map(this::at)
                .toList();
    }
}
