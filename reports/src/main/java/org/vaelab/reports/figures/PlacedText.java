// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.Layer.Point;

/**
 * The text of a guide, above the line.
 *
 * @param start the point of the line where it begins, in the units of the axes
 * @param angle the direction of the line in the drawing, in radians, counted against the clock
 */
record PlacedText(Label text, Point start, double angle) {

    /** How far the text stands above the line. */
    static final double ABOVE = 1.5;

    private static final double EDGE = 6;
    private static final double NEAR = 8;

    /**
     * Places the text of a guide near its first end, or elsewhere if markers are there; empty if it
     * has no text or no room.
     */
    static Optional<PlacedText> of(Layer.Guide guide, Layout layout) {
        List<Point> ends = layout.ends(guide);
        Label text = guide.text();
        if (text == null || ends.isEmpty()) {
            return Optional.empty();
        }
        Point2D from = layout.at(ends.get(0));
        Point2D to = layout.at(ends.get(1));
        double length = from.distance(to);
        double width = Pen.width(text.plain(), Pen.TICK);
        double last = length - width - EDGE;
        if (!(last >= EDGE)) {
            return Optional.empty();
        }
        double begin =
                DoubleStream.of(EDGE, last, (EDGE + last) / 2)
                        .filter(
                                at ->
                                        isFree(
                                                new Line2D.Double(
                                                        between(from, to, at / length),
                                                        between(from, to, (at + width) / length)),
                                                layout))
                        .findFirst()
                        .orElse(EDGE);
        Point start =
                new Point(
                        along(layout.x(), ends.get(0).x(), ends.get(1).x(), begin / length),
                        along(layout.y(), ends.get(0).y(), ends.get(1).y(), begin / length));
        double angle = Math.atan2(from.getY() - to.getY(), to.getX() - from.getX());
        return Optional.of(new PlacedText(text, start, angle));
    }

    private static boolean isFree(Line2D base, Layout layout) {
        return layout.marks().stream().noneMatch(mark -> base.ptSegDist(mark) < NEAR);
    }

    private static Point2D between(Point2D from, Point2D to, double part) {
        return new Point2D.Double(
                from.getX() + part * (to.getX() - from.getX()),
                from.getY() + part * (to.getY() - from.getY()));
    }

    private static double along(Scale scale, double from, double to, double part) {
        double start = scale.at(from);
        return scale.valueAt(start + part * (scale.at(to) - start));
    }
}
