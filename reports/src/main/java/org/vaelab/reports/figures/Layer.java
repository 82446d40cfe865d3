// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;

/**
 * One layer of a plot. Later layers are drawn over earlier ones. Points that are not finite, or that
 * a logarithmic axis cannot show, are left out.
 *
 * <p>Layers with equal legend text and place of their style share one entry of the legend.
 */
public sealed interface Layer {

    /** A point in the units of the axes. */
    record Point(double x, double y) {

        /** Returns the points of two arrays of equal length. */
        public static List<Point> list(double[] x, double[] y) {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < x.length; i++) {
                points.add(new Point(x[i], y[i]));
            }
            return points;
        }
    }

    /** The markers of a line. */
    enum Marks {
        NONE,
        /** A few along the line, to tell it from others. */
        SOME,
        /** One at each point. */
        ALL
    }

    /** A line through points; a point that cannot be shown interrupts it. */
    record Line(Style style, List<Point> points, Marks marks, @Nullable Label legend)
            implements Layer {
        public Line {
            points = List.copyOf(points);
        }
    }

    /** Markers. */
    record Points(Style style, List<Point> points, @Nullable Label legend) implements Layer {
        public Points {
            points = List.copyOf(points);
        }
    }

    /** A translucent area between two lines with the same x. */
    record Band(Style style, List<Point> low, List<Point> high) implements Layer {
        public Band {
            low = List.copyOf(low);
            high = List.copyOf(high);
        }
    }

    /** An error bar between two points. */
    record Interval(Style style, Point from, Point to) implements Layer {}

    /**
     * A straight line {@code a x + b y = c} across the plot, with a text if there is room. On
     * logarithmic axes one of a and b must be 0. It does not extend the axes.
     */
    record Guide(double a, double b, double c, @Nullable Label text) implements Layer {

        public static Guide vertical(double x, @Nullable Label text) {
            return new Guide(1, 0, x, text);
        }

        public static Guide horizontal(double y, @Nullable Label text) {
            return new Guide(0, 1, y, text);
        }
    }

    /** A small text beside a point, left out if it would cover another one. */
    record Note(Point at, Label text) implements Layer {}
}
