// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;

/** The part of a line inside a rectangle. Files are smaller than with a clip for each line. */
final class ClippedLine {

    private final Rectangle2D box;
    private final Path2D path = new Path2D.Double();

    ClippedLine(Rectangle2D box) {
        this.box = box;
    }

    Path2D path() {
        return path;
    }

    /** Adds a segment, joined to the one before if that ends where this one begins. */
    void add(Point2D from, Point2D to) {
        double dx = to.getX() - from.getX();
        double dy = to.getY() - from.getY();
        double[] parts = {0, 1};
        if (cut(parts, -dx, from.getX() - box.getMinX())
                && cut(parts, dx, box.getMaxX() - from.getX())
                && cut(parts, -dy, from.getY() - box.getMinY())
                && cut(parts, dy, box.getMaxY() - from.getY())) {
            double x = from.getX() + parts[0] * dx;
            double y = from.getY() + parts[0] * dy;
            Point2D end = path.getCurrentPoint();
            if (end == null || end.distance(x, y) > 1e-9) {
                path.moveTo(x, y);
            }
            path.lineTo(from.getX() + parts[1] * dx, from.getY() + parts[1] * dy);
        }
    }

    /** Keeps the part of the segment where {@code part * step <= room} (Liang and Barsky 1984). */
    private static boolean cut(double[] parts, double step, double room) {
        if (step == 0) {
            return room >= -1e-9;
        }
        if (step < 0) {
            parts[0] = Math.max(parts[0], room / step);
        } else {
            parts[1] = Math.min(parts[1], room / step);
        }
        return parts[0] < parts[1];
    }
}
