// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.Axis.Tick;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;

/** Draws a plot. */
final class PlotPainter {

    private static final BasicStroke AXIS = Picture.stroke(0.6f);
    private static final BasicStroke GRID = Picture.stroke(0.4f);
    private static final BasicStroke GUIDE = Picture.stroke(0.5f, 3, 2);
    private static final double CAP = 2;

    private final PlotLayout layout;
    private final Picture picture;
    private final Rectangle2D body;

    PlotPainter(PlotLayout layout) {
        this.layout = layout;
        picture = new Picture(layout.width());
        body = layout.body();
    }

    Picture picture() {
        Plot plot = layout.plot();
        boolean hasX = !plot.x().isHidden();
        if (hasX && !plot.x().isNamed()) {
            layout.xTicks().forEach(tick -> xLine(tick, body.getY(), body.getMaxY(), true));
        }
        if (hasX && !plot.y().isNamed()) {
            layout.yTicks().forEach(tick -> yLine(tick, body.getX(), body.getMaxX(), true));
        }
        plot.layers().forEach(this::layer);
        Placed.all(layout).forEach(text -> text.draw(picture));
        if (hasX) {
            axes();
        }
        @Nullable Label map = plot.map();
        if (map == null) {
            picture.add(layout.legend().picture(), layout.legendLeft(), 0);
        } else {
            String title = TextBlock.of(map, Picture.LABEL, layout.width()).lines().get(0);
            picture.text(title, Picture.LABEL, body.getCenterX(), 8, 0.5, Palette.INK);
        }
        return picture.height(layout.height());
    }

    private void xLine(Tick tick, double from, double to, boolean isGrid) {
        double x = body.getX() + layout.x().at(tick.at()) * body.getWidth();
        picture.line(x, from, x, to, isGrid ? GRID : AXIS, isGrid ? Palette.RULE : Palette.INK);
    }

    private void yLine(Tick tick, double from, double to, boolean isGrid) {
        double y = y(tick);
        picture.line(from, y, to, y, isGrid ? GRID : AXIS, isGrid ? Palette.RULE : Palette.INK);
    }

    private double y(Tick tick) {
        return body.getMaxY() - layout.y().at(tick.at()) * body.getHeight();
    }

    private void axes() {
        double left = body.getX();
        double bottom = body.getMaxY();
        picture.line(left, body.getY(), left, bottom, AXIS, Palette.INK);
        picture.line(left, bottom, body.getMaxX(), bottom, AXIS, Palette.INK);
        for (Tick tick : layout.xTicks()) {
            xLine(tick, bottom, bottom + PlotLayout.TICK, false);
            double x = left + layout.x().at(tick.at()) * body.getWidth();
            double base = bottom + PlotLayout.TICK + PlotLayout.GAP + 0.8 * Picture.TICK;
            picture.text(tick.text().plain(), Picture.TICK, x, base, 0.5, Palette.INK);
        }
        for (Tick tick : layout.yTicks()) {
            if (!layout.plot().y().isNamed()) {
                yLine(tick, left - PlotLayout.TICK, left, false);
            }
            TextBlock label = layout.yLabel(tick);
            double top = y(tick) - label.height() / 2;
            label.draw(picture, left - PlotLayout.TICK - PlotLayout.GAP, top, 1);
        }
        @Nullable TextBlock xTitle = layout.xTitle();
        if (xTitle != null) {
            double top = layout.height() - xTitle.height() - 1;
            xTitle.draw(picture, body.getCenterX(), top, 0.5);
        }
        @Nullable TextBlock yTitle = layout.yTitle();
        if (yTitle != null) {
            Picture lines = new Picture(0);
            yTitle.draw(lines, 0, 0, 0.5);
            AffineTransform upright = AffineTransform.getTranslateInstance(0, body.getCenterY());
            upright.rotate(-Math.PI / 2);
            picture.add(lines, upright);
        }
    }

    private void layer(PlotLayer layer) {
        if (layer instanceof PlotLayer.Line line) {
            line(line);
        } else if (layer instanceof PlotLayer.Points points) {
            marks(points.style(), points.points());
        } else if (layer instanceof PlotLayer.Area area) {
            area(area);
        } else if (layer instanceof PlotLayer.Interval interval) {
            interval(interval);
        } else if (layer instanceof PlotLayer.Guide guide) {
            List<Point2D> ends = layout.ends(guide).stream().map(layout::at).toList();
            picture.draw(path(ends), GUIDE, Palette.GUIDE, null);
        }
    }

    /** Returns a path through points; one that is not finite interrupts it. */
    private static Path2D path(List<Point2D> points) {
        Path2D path = new Path2D.Double();
        boolean isJoined = false;
        for (Point2D at : points) {
            boolean isShown = Double.isFinite(at.getX()) && Double.isFinite(at.getY());
            if (isShown && isJoined) {
                path.lineTo(at.getX(), at.getY());
            } else if (isShown) {
                path.moveTo(at.getX(), at.getY());
            }
            isJoined = isShown;
        }
        return path;
    }

    /** Returns what a shape must be clipped by: nothing if it is inside the axes. */
    private @Nullable Rectangle2D clip(Path2D path) {
        Rectangle2D bounds = path.getBounds2D();
        boolean isInside =
                body.outcode(bounds.getMinX(), bounds.getMinY()) == 0
                        && body.outcode(bounds.getMaxX(), bounds.getMaxY()) == 0;
        return isInside ? null : body;
    }

    private void line(PlotLayer.Line line) {
        Path2D path = path(line.points().stream().map(layout::at).toList());
        picture.draw(path, line.style().stroke(), line.style().colour(), clip(path));
        if (line.marks() != Marks.NONE) {
            List<Point> marked = new ArrayList<>();
            for (int i = line.firstMark(); i < line.points().size(); i += line.everyMark()) {
                marked.add(line.points().get(i));
            }
            marks(line.style(), marked);
        }
    }

    private void marks(Style style, List<Point> points) {
        List<Point2D> inside = points.stream().filter(layout::contains).map(layout::at).toList();
        marks(picture, style, style.markScale(), inside);
    }

    static void marks(Picture picture, Style style, double scale, List<Point2D> points) {
        Mark mark = style.mark();
        Path2D path = new Path2D.Double();
        points.forEach(at -> path.append(mark.at(at.getX(), at.getY(), scale), false));
        if (points.isEmpty()) {
            return;
        }
        if (mark.isFilled()) {
            picture.fill(path, style.colour(), null);
        } else {
            picture.draw(path, style.solidStroke(), style.colour(), null);
        }
    }

    private void area(PlotLayer.Area area) {
        Path2D path = new Path2D.Double();
        for (List<Point> polygon : area.polygons()) {
            List<Point2D> shown =
                    polygon.stream()
                            .map(layout::at)
                            .filter(at -> Double.isFinite(at.getX() + at.getY()))
                            .toList();
            path.append(path(shown), false);
        }
        int alpha = (int) Math.round(255 * area.opacity());
        Color colour = Style.translucent(area.style().colour(), alpha);
        picture.fill(path, colour, clip(path));
    }

    private void interval(PlotLayer.Interval interval) {
        Point2D from = layout.at(interval.from());
        Point2D to = layout.at(interval.to());
        double length = from.distance(to);
        if (!(length > 0) || !Double.isFinite(length)) {
            return;
        }
        double dx = CAP * (to.getY() - from.getY()) / length;
        double dy = CAP * (from.getX() - to.getX()) / length;
        Path2D path = path(List.of(from, to));
        for (Point2D end : List.of(from, to)) {
            path.moveTo(end.getX() - dx, end.getY() - dy);
            path.lineTo(end.getX() + dx, end.getY() + dy);
        }
        Style style = interval.style();
        picture.draw(path, style.solidStroke(), style.colour(), null);
    }
}
