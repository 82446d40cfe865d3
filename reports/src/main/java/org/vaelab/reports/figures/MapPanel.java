// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.TreeMap;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.CodeMap.Frame;
import org.vaelab.reports.figures.Layer.Point;

/**
 * The map of one model.
 *
 * @param classes of the map: for each point the place of its class, -1 if it is not known
 * @param count the number of classes; 0 to draw the density alone
 * @param names the text at the mean of each class
 */
record MapPanel(Label title, CodeMap map, List<Integer> classes, int count, List<String> names) {

    private static final double TITLE = 11;
    private static final double AXIS = 19;
    private static final double Y_AXIS = 29;
    private static final double RIGHT = 3;
    private static final double FLATTEST = 0.6;
    private static final double APART = 7;
    private static final int PUSHES = 40;
    private static final double CORNER = 9;
    private static final double MARK = 0.95;
    private static final double ROOM = 1.06;
    private static final int CELLS = 30;

    /** Points are drawn in rounds, so that no class hides all of another. */
    private static final int ROUNDS = 4;

    private static final BasicStroke EDGE = Pen.stroke(0.6f);
    private static final BasicStroke GRID = Pen.stroke(0.3f);
    private static final Color DENSITY = new Color(0x0072B2);
    private static final Color HALO = new Color(255, 255, 255, 215);
    private static final Color NAME = Color.BLACK;

    MapPanel {
        classes = List.copyOf(classes);
        names = List.copyOf(names);
    }

    double height(double width) {
        return TITLE
                + switch (map.frame()) {
                    case PLANE, COMPONENTS -> (width - Y_AXIS - RIGHT) * flatness() + AXIS;
                    case SPHERE -> width / 2 + 3;
                    case SIMPLEX -> (width - 2 * CORNER) * CodeMap.TRIANGLE_HEIGHT + 2 * CORNER;
                };
    }

    /** Paints the map with the upper left corner of its title at (left, top). */
    void paint(Pen pen, double left, double top, double width) {
        List<String> title = TextBlock.of(title().plain(), Pen.LABEL, width).lines();
        double centre = isPlane() ? left + (Y_AXIS + width - RIGHT) / 2 : left + width / 2;
        pen.text(title.get(0), Pen.LABEL, centre, top + 8, 0.5, Palette.INK);
        double y = top + TITLE;
        AffineTransform place =
                switch (map.frame()) {
                    case PLANE, COMPONENTS -> plane(pen, left + Y_AXIS, y, width - Y_AXIS - RIGHT);
                    case SPHERE -> sphere(pen, left, y, width);
                    case SIMPLEX -> simplex(pen, left + CORNER, y + CORNER, width - 2 * CORNER);
                };
        if (count == 0) {
            density(pen, place);
        } else {
            points(pen, place);
        }
        means(pen, place);
    }

    private boolean isPlane() {
        return map.frame() == Frame.PLANE || map.frame() == Frame.COMPONENTS;
    }

    /** Returns the height of a plane over its width, for equal scales of both axes. */
    private double flatness() {
        Rectangle2D bounds = bounds();
        return Math.max(FLATTEST, Math.min(1, bounds.getHeight() / bounds.getWidth()));
    }

    /** Draws the frame of a plane, and returns the transform from codes to the drawing. */
    private AffineTransform plane(Pen pen, double left, double top, double width) {
        Rectangle2D bounds = bounds();
        double height = width * flatness();
        double scale = Math.min(width / bounds.getWidth(), height / bounds.getHeight()) / ROOM;
        double x0 = bounds.getCenterX() - width / scale / 2;
        double y0 = bounds.getCenterY() - height / scale / 2;
        double bottom = top + height;
        pen.draw(new Rectangle2D.Double(left, top, width, height), EDGE, Palette.INK);
        for (Axis.Tick tick : ticks(x0, x0 + width / scale, scale)) {
            double x = left + (tick.at() - x0) * scale;
            pen.line(x, bottom, x, bottom + 2, EDGE, Palette.INK);
            pen.text(tick.text().plain(), Pen.TICK, x, bottom + 9, 0.5, Palette.INK);
        }
        for (Axis.Tick tick : Ticks.linear(y0, y0 + height / scale, 4)) {
            double y = bottom - (tick.at() - y0) * scale;
            pen.line(left - 2, y, left, y, EDGE, Palette.INK);
            pen.text(tick.text().plain(), Pen.TICK, left - 3.5, y + 2.5, 1, Palette.INK);
        }
        pen.text(map.titles().get(0), Pen.TICK, left + width / 2, bottom + 17, 0.5, Palette.INK);
        AffineTransform upright =
                AffineTransform.getTranslateInstance(left - Y_AXIS + 6.5, top + height / 2);
        upright.rotate(-Math.PI / 2);
        pen.text(map.titles().get(1), Pen.TICK, upright, 0.5, Palette.INK);
        return new AffineTransform(scale, 0, 0, -scale, left - x0 * scale, bottom + y0 * scale);
    }

    /** Returns as many ticks as have room side by side, without those at the right edge. */
    private static List<Axis.Tick> ticks(double low, double high, double scale) {
        List<Axis.Tick> ticks = List.of();
        for (int most = 5; most >= 2; most--) {
            ticks = Ticks.linear(low, high, most);
            double widest =
                    ticks.stream()
                            .mapToDouble(tick -> Pen.width(tick.text().plain(), Pen.TICK))
                            .max()
                            .orElse(0);
            boolean fit =
                    ticks.size() < 2
                            || (ticks.get(1).at() - ticks.get(0).at()) * scale > widest + 4;
            if (fit) {
                break;
            }
        }
        return ticks.stream()
                .filter(
                        tick ->
                                (high - tick.at()) * scale + RIGHT
                                        >= Pen.width(tick.text().plain(), Pen.TICK) / 2)
                .toList();
    }

    private Rectangle2D bounds() {
        Point first = map.points().get(0);
        Rectangle2D bounds = new Rectangle2D.Double(first.x(), first.y(), 0, 0);
        map.points().forEach(point -> bounds.add(point.x(), point.y()));
        return bounds;
    }

    private static AffineTransform sphere(Pen pen, double left, double top, double width) {
        double scale = (width - 2) / 2 / SphereProjection.WIDTH;
        AffineTransform place =
                new AffineTransform(scale, 0, 0, -scale, left + width / 2, top + 1 + width / 4);
        for (List<Point> line : SphereProjection.graticule()) {
            Path2D path = new Path2D.Double();
            for (Point point : line) {
                if (path.getCurrentPoint() == null) {
                    path.moveTo(point.x(), point.y());
                } else {
                    path.lineTo(point.x(), point.y());
                }
            }
            pen.draw(place.createTransformedShape(path), GRID, Palette.RULE);
        }
        double x = SphereProjection.WIDTH;
        double y = SphereProjection.HEIGHT;
        pen.draw(
                place.createTransformedShape(new Ellipse2D.Double(-x, -y, 2 * x, 2 * y)),
                EDGE,
                Palette.INK);
        return place;
    }

    private AffineTransform simplex(Pen pen, double left, double top, double side) {
        double bottom = top + side * CodeMap.TRIANGLE_HEIGHT;
        Path2D triangle = new Path2D.Double();
        triangle.moveTo(left, bottom);
        triangle.lineTo(left + side, bottom);
        triangle.lineTo(left + side / 2, top);
        triangle.closePath();
        pen.draw(triangle, EDGE, Palette.INK);
        pen.text(map.titles().get(0), Pen.TICK, left, bottom + 8, 0.2, Palette.INK);
        pen.text(map.titles().get(1), Pen.TICK, left + side, bottom + 8, 0.8, Palette.INK);
        pen.text(map.titles().get(2), Pen.TICK, left + side / 2, top - 2.5, 0.5, Palette.INK);
        return new AffineTransform(side, 0, 0, -side, left, bottom);
    }

    private void points(Pen pen, AffineTransform place) {
        for (int round = 0; round < ROUNDS; round++) {
            for (int of = -1; of < count; of++) {
                Path2D path = new Path2D.Double();
                for (int i = round; i < map.points().size(); i += ROUNDS) {
                    if (classes.get(i) == of) {
                        double[] at = at(place, map.points().get(i));
                        ClassStyle.append(path, Math.max(0, of), at[0], at[1], MARK);
                    }
                }
                pen.fill(path, of < 0 ? Palette.RULE : ClassStyle.colour(of));
            }
        }
    }

    private static double[] at(AffineTransform place, Point point) {
        double[] at = {point.x(), point.y()};
        place.transform(at, 0, at, 0, 1);
        return at;
    }

    /** Draws cells of one size, which are darker the more points they hold. */
    private void density(Pen pen, AffineTransform place) {
        double width = Math.max(bounds().getWidth(), bounds().getHeight());
        double cell =
                switch (map.frame()) {
                    case PLANE, COMPONENTS -> ROOM * width / CELLS;
                    case SPHERE -> 2 * SphereProjection.WIDTH / (1.5 * CELLS);
                    case SIMPLEX -> 1.0 / CELLS;
                };
        TreeMap<Integer, Path2D> byCount = new TreeMap<>();
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (Point point : map.points()) {
            long i = (long) Math.floor(point.x() / cell);
            long j = (long) Math.floor(point.y() / cell);
            counts.merge(i + " " + j, 1, Integer::sum);
        }
        counts.forEach(
                (key, n) -> {
                    double i = Double.parseDouble(key.substring(0, key.indexOf(' ')));
                    double j = Double.parseDouble(key.substring(key.indexOf(' ') + 1));
                    byCount.computeIfAbsent(n, k -> new Path2D.Double())
                            .append(
                                    place.createTransformedShape(
                                            new Rectangle2D.Double(i * cell, j * cell, cell, cell)),
                                    false);
                });
        int most = byCount.lastKey();
        byCount.forEach(
                (n, cells) -> {
                    int alpha = (int) Math.round(40 + 215 * Math.sqrt((double) n / most));
                    pen.fill(
                            cells,
                            new Color(
                                    DENSITY.getRed(),
                                    DENSITY.getGreen(),
                                    DENSITY.getBlue(),
                                    Math.min(255, alpha)));
                });
    }

    /** Writes the name of each class near the mean of its points, without meeting another. */
    private void means(Pen pen, AffineTransform place) {
        TreeMap<Integer, double[]> at = new TreeMap<>();
        for (int of = 0; of < names.size(); of++) {
            double x = 0;
            double y = 0;
            int n = 0;
            for (int i = 0; i < map.points().size(); i++) {
                if (classes.get(i) == of) {
                    x += map.points().get(i).x();
                    y += map.points().get(i).y();
                    n++;
                }
            }
            if (n > 0) {
                at.put(of, at(place, new Point(x / n, y / n)));
            }
        }
        pushApart(List.copyOf(at.values()));
        at.forEach(
                (of, centre) -> {
                    String name = names.get(of);
                    double wide = Math.max(APART, Pen.width(name, Pen.TICK) + 3);
                    pen.fill(
                            new Ellipse2D.Double(
                                    centre[0] - wide / 2, centre[1] - APART / 2, wide, APART),
                            HALO);
                    pen.text(name, Pen.TICK, centre[0], centre[1] + 2.6, 0.5, NAME);
                });
    }

    private static void pushApart(List<double[]> centres) {
        for (int push = 0; push < PUSHES; push++) {
            for (int i = 0; i < centres.size(); i++) {
                for (int j = 0; j < i; j++) {
                    double[] a = centres.get(i);
                    double[] b = centres.get(j);
                    double dx = a[0] - b[0] + 1e-3;
                    double dy = a[1] - b[1] + 1e-3;
                    double distance = Math.sqrt(dx * dx + dy * dy);
                    double missing = Math.max(0, APART - distance) / 2 / distance;
                    a[0] += missing * dx;
                    a[1] += missing * dy;
                    b[0] -= missing * dx;
                    b[1] -= missing * dy;
                }
            }
        }
    }
}
