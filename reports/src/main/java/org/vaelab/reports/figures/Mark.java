// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.List;

/**
 * The marker of a model. Hollow ones are larger, so that two models at one point are both visible.
 *
 * @param pgf its name in pgfplots
 * @param outline of radius 1
 */
record Mark(String pgf, Shape outline, boolean isFilled) {

    private static final Shape CIRCLE = new Ellipse2D.Double(-1, -1, 2, 2);
    private static final Shape SQUARE =
            path(true, -0.89, -0.89, 0.89, -0.89, 0.89, 0.89, -0.89, 0.89);
    private static final Shape DIAMOND = path(true, 0, -1.3, 0.95, 0, 0, 1.3, -0.95, 0);
    private static final Shape UP = path(true, 0, -1.25, 1.1, 0.75, -1.1, 0.75);
    private static final Shape DOWN = path(true, 0, 1.25, 1.1, -0.75, -1.1, -0.75);
    private static final Shape CROSS = path(false, -0.9, -0.9, 0.9, 0.9, -0.9, 0.9, 0.9, -0.9);
    private static final Shape PLUS = path(false, -1.15, 0, 1.15, 0, 0, -1.15, 0, 1.15);

    private static final String ROTATED = ", every mark/.append style={rotate=180}";

    private static final List<Mark> ALL =
            List.of(
                    new Mark("*", CIRCLE, true),
                    new Mark("square", SQUARE, false),
                    new Mark("triangle*", UP, true),
                    new Mark("diamond", DIAMOND, false),
                    new Mark("triangle*" + ROTATED, DOWN, true),
                    new Mark("x", CROSS, false),
                    new Mark("o", CIRCLE, false),
                    new Mark("square*", SQUARE, true),
                    new Mark("triangle", UP, false),
                    new Mark("diamond*", DIAMOND, true),
                    new Mark("triangle" + ROTATED, DOWN, false),
                    new Mark("+", PLUS, false));

    /** Filled markers without curves, which a thousand small points are drawn with. */
    private static final List<Mark> DOTS = List.of(ALL.get(7), ALL.get(9), ALL.get(2), ALL.get(4));

    static Mark of(int place) {
        return ALL.get(place % ALL.size());
    }

    static Mark dot(int place) {
        return DOTS.get(place % DOTS.size());
    }

    double radius() {
        return isFilled ? 2.2 : 2.8;
    }

    Shape at(double x, double y, double scale) {
        AffineTransform move = AffineTransform.getTranslateInstance(x, y);
        move.scale(scale * radius(), scale * radius());
        return move.createTransformedShape(outline);
    }

    /** Returns a closed polygon, or else a line between each two of the points. */
    private static Shape path(boolean isClosed, double... points) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < points.length; i += 2) {
            if (isClosed ? i == 0 : i % 4 == 0) {
                path.moveTo(points[i], points[i + 1]);
            } else {
                path.lineTo(points[i], points[i + 1]);
            }
        }
        if (isClosed) {
            path.closePath();
        }
        return path;
    }
}
