// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.figures.Axis.Tick;
import org.vaelab.reports.figures.Layer.Marks;
import org.vaelab.reports.figures.Layer.Point;

/** Draws a plot with Java 2D. */
final class PlotPainter {

    private static final BasicStroke AXIS = Pen.stroke(0.6f);
    private static final BasicStroke GRID = Pen.stroke(0.4f);
    private static final BasicStroke GUIDE = Pen.stroke(0.5f, 3, 2);
    private static final int BAND = 45;
    private static final double CAP = 2;

    private final Layout layout;
    private final Pen pen;
    private final Rectangle2D body;

    PlotPainter(Layout layout, Pen pen) {
        this.layout = layout;
        this.pen = pen;
        body = layout.body();
    }

    void paint() {
        grid();
        layout.plot().layers().forEach(this::layer);
        for (PlacedNote note : PlacedNote.all(layout)) {
            Rectangle2D at = note.place();
            String text = note.note().text().plain();
            pen.text(text, Pen.TICK, at.getX(), at.getMaxY() - 0.5, 0, Palette.INK);
        }
        axes();
        legend();
    }

    private void grid() {
        if (!layout.plot().y().isNamed()) {
            for (Tick tick : layout.yTicks()) {
                double y = y(tick);
                pen.line(body.getX(), y, body.getMaxX(), y, GRID, Palette.RULE);
            }
        }
        if (!layout.plot().x().isNamed()) {
            for (Tick tick : layout.xTicks()) {
                double x = x(tick);
                pen.line(x, body.getY(), x, body.getMaxY(), GRID, Palette.RULE);
            }
        }
    }

    private double x(Tick tick) {
        return body.getX() + layout.x().at(tick.at()) * body.getWidth();
    }

    private double y(Tick tick) {
        return body.getMaxY() - layout.y().at(tick.at()) * body.getHeight();
    }

    private void axes() {
        double left = body.getX();
        double bottom = body.getMaxY();
        pen.line(left, body.getY(), left, bottom, AXIS, Palette.INK);
        pen.line(left, bottom, body.getMaxX(), bottom, AXIS, Palette.INK);
        double size = Pen.TICK.getSize2D();
        for (Tick tick : layout.xTicks()) {
            double x = x(tick);
            double base = bottom + Layout.TICK + Layout.GAP + 0.8 * size;
            pen.line(x, bottom, x, bottom + Layout.TICK, AXIS, Palette.INK);
            pen.text(tick.text().plain(), Pen.TICK, x, base, 0.5, Palette.INK);
        }
        for (Tick tick : layout.yTicks()) {
            double y = y(tick);
            if (!layout.plot().y().isNamed()) {
                pen.line(left - Layout.TICK, y, left, y, AXIS, Palette.INK);
            }
            TextBlock label = layout.yLabel(tick);
            double base = y - label.height() / 2 + 0.9 * size;
            for (String line : label.lines()) {
                pen.text(line, Pen.TICK, left - Layout.TICK - Layout.GAP, base, 1, Palette.INK);
                base += label.leading();
            }
        }
        titles();
    }

    private void titles() {
        double size = Pen.LABEL.getSize2D();
        @Nullable TextBlock xTitle = layout.xTitle();
        if (xTitle != null) {
            double base = layout.height() - xTitle.height() + 0.85 * size - 1;
            for (String line : xTitle.lines()) {
                pen.text(line, Pen.LABEL, body.getCenterX(), base, 0.5, Palette.INK);
                base += xTitle.leading();
            }
        }
        @Nullable TextBlock yTitle = layout.yTitle();
        if (yTitle != null) {
            double base = 0.9 * size;
            for (String line : yTitle.lines()) {
                AffineTransform place =
                        AffineTransform.getTranslateInstance(base, body.getCenterY());
                place.rotate(-Math.PI / 2);
                pen.text(line, Pen.LABEL, place, 0.5, Palette.INK);
                base += yTitle.leading();
            }
        }
    }

    private void layer(Layer layer) {
        if (layer instanceof Layer.Line line) {
            line(line);
        } else if (layer instanceof Layer.Points points) {
            points.points().stream()
                    .filter(layout::contains)
                    .forEach(at -> mark(points.style(), layout.at(at)));
        } else if (layer instanceof Layer.Band band) {
            band(band);
        } else if (layer instanceof Layer.Interval interval) {
            interval(interval);
        } else if (layer instanceof Layer.Guide guide) {
            guide(guide);
        }
    }

    private void line(Layer.Line line) {
        Path2D path = new Path2D.Double();
        boolean joined = false;
        for (Point point : line.points()) {
            Point2D at = layout.at(point);
            boolean shown = Double.isFinite(at.getX()) && Double.isFinite(at.getY());
            if (shown && joined) {
                path.lineTo(at.getX(), at.getY());
            } else if (shown) {
                path.moveTo(at.getX(), at.getY());
            }
            joined = shown;
        }
        pen.clip(body);
        pen.draw(path, line.style().stroke(), line.style().colour());
        pen.unclip();
        SomeMarks marks = SomeMarks.of(line);
        for (int i = marks.first(); i < line.points().size(); i += marks.every()) {
            if (line.marks() != Marks.NONE && layout.contains(line.points().get(i))) {
                mark(line.style(), layout.at(line.points().get(i)));
            }
        }
    }

    private void mark(Style style, Point2D at) {
        Mark mark = style.mark();
        if (mark.isFilled()) {
            pen.fill(mark.at(at.getX(), at.getY(), style.markScale()), style.colour());
        } else {
            pen.draw(
                    mark.at(at.getX(), at.getY(), style.markScale()),
                    style.solidStroke(),
                    style.colour());
        }
    }

    private void band(Layer.Band band) {
        Path2D path = new Path2D.Double();
        List<Point> around = new ArrayList<>(band.high());
        List<Point> back = new ArrayList<>(band.low());
        Collections.reverse(back);
        around.addAll(back);
        for (Point point : around) {
            Point2D at = layout.at(point);
            if (Double.isFinite(at.getX()) && Double.isFinite(at.getY())) {
                if (path.getCurrentPoint() == null) {
                    path.moveTo(at.getX(), at.getY());
                } else {
                    path.lineTo(at.getX(), at.getY());
                }
            }
        }
        Color colour = band.style().colour();
        pen.clip(body);
        pen.fill(path, new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), BAND));
        pen.unclip();
    }

    private void interval(Layer.Interval interval) {
        Point2D from = layout.at(interval.from());
        Point2D to = layout.at(interval.to());
        double length = from.distance(to);
        if (!(length > 0) || !Double.isFinite(length)) {
            return;
        }
        BasicStroke stroke = interval.style().solidStroke();
        Color colour = interval.style().colour();
        double dx = CAP * (to.getY() - from.getY()) / length;
        double dy = CAP * (from.getX() - to.getX()) / length;
        pen.line(from.getX(), from.getY(), to.getX(), to.getY(), stroke, colour);
        for (Point2D end : List.of(from, to)) {
            pen.line(
                    end.getX() - dx,
                    end.getY() - dy,
                    end.getX() + dx,
                    end.getY() + dy,
                    stroke,
                    colour);
        }
    }

    private void guide(Layer.Guide guide) {
        List<Point> ends = layout.ends(guide);
        if (ends.isEmpty()) {
            return;
        }
        Point2D from = layout.at(ends.get(0));
        Point2D to = layout.at(ends.get(1));
        pen.line(from.getX(), from.getY(), to.getX(), to.getY(), GUIDE, Palette.GUIDE);
        PlacedText.of(guide, layout)
                .ifPresent(
                        placed -> {
                            Point2D at = layout.at(placed.start());
                            AffineTransform place =
                                    AffineTransform.getTranslateInstance(at.getX(), at.getY());
                            place.rotate(-placed.angle());
                            place.translate(0, -PlacedText.ABOVE);
                            pen.text(placed.text().plain(), Pen.TICK, place, 0, Palette.INK);
                        });
    }

    private void legend() {
        Legend legend = layout.legend();
        double top = 1;
        List<Double> rows = legend.rows();
        for (int i = 0; i < legend.entries().size(); i++) {
            Legend.Entry entry = legend.entries().get(i);
            double x = layout.legendLeft() + i % legend.columns() * legend.columnWidth();
            double middle = top + 0.5 * Pen.TICK.getSize2D() + 0.6;
            if (entry.hasLine()) {
                Style style = entry.style();
                pen.line(x, middle, x + Legend.SAMPLE, middle, style.stroke(), style.colour());
            }
            if (entry.hasMark()) {
                mark(entry.style(), new Point2D.Double(x + Legend.SAMPLE / 2, middle));
            }
            TextBlock text = legend.text(entry);
            double base = top + 0.9 * Pen.TICK.getSize2D();
            for (String line : text.lines()) {
                double start = x + Legend.SAMPLE + Legend.GAP;
                pen.text(line, Pen.TICK, start, base, 0, Palette.INK);
                base += text.leading();
            }
            if (i % legend.columns() == legend.columns() - 1) {
                top += rows.get(i / legend.columns());
            }
        }
    }
}
