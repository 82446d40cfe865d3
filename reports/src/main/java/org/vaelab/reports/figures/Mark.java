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
    private static final Shape SQUARE = polygon(-0.89, -0.89, 0.89, -0.89, 0.89, 0.89, -0.89, 0.89);
    private static final Shape DIAMOND = polygon(0, -1.3, 0.95, 0, 0, 1.3, -0.95, 0);
    private static final Shape UP = polygon(0, -1.25, 1.1, 0.75, -1.1, 0.75);
    private static final Shape DOWN = polygon(0, 1.25, 1.1, -0.75, -1.1, -0.75);
    private static final Shape CROSS = strokes(-0.9, -0.9, 0.9, 0.9, -0.9, 0.9, 0.9, -0.9);
    private static final Shape PLUS = strokes(-1.15, 0, 1.15, 0, 0, -1.15, 0, 1.15);

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

    static Mark of(int place) {
        return ALL.get(place % ALL.size());
    }

    double radius() {
        return isFilled ? 2.2 : 2.8;
    }

    Shape at(double x, double y, double scale) {
        AffineTransform move = AffineTransform.getTranslateInstance(x, y);
        move.scale(scale * radius(), scale * radius());
        return move.createTransformedShape(outline);
    }

    private static Shape polygon(double... corners) {
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0], corners[1]);
        for (int i = 2; i < corners.length; i += 2) {
            path.lineTo(corners[i], corners[i + 1]);
        }
        path.closePath();
        return path;
    }

    private static Shape strokes(double... ends) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < ends.length; i += 4) {
            path.moveTo(ends[i], ends[i + 1]);
            path.lineTo(ends[i + 2], ends[i + 3]);
        }
        return path;
    }
}
