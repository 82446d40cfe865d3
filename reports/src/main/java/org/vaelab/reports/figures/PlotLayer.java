// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.tables.DataFrame;

/**
 * One layer of a plot. Later layers are drawn over earlier ones. Points that are not finite, or
 * that a logarithmic axis cannot show, are left out.
 *
 * <p>Layers with equal legend text and place of their style share one entry of the legend.
 */
public sealed interface PlotLayer {

    /** A point in the units of the axes. */
    record Point(double x, double y) {

        /** Returns the points of two arrays of equal length. */
        public static List<Point> list(double[] x, double[] y) {
            return IntStream.range(0, x.length).mapToObj(i -> new Point(x[i], y[i])).toList();
        }

        /** Returns the points of two columns of numbers, one for each row. */
        public static List<Point> list(DataFrame<?> rows, String x, String y) {
            return list(rows.numbers(x), rows.numbers(y));
        }

        /** Returns the points of two lists of equal length. */
        static List<Point> list(List<Double> x, List<Double> y) {
            return IntStream.range(0, x.size())
                    .mapToObj(i -> new Point(x.get(i), y.get(i)))
                    .toList();
        }
    }

    /** The points that the axes must show. */
    default Stream<Point> shown() {
        return Stream.empty();
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
            implements PlotLayer {

        private static final int MOST = 6;
        private static final int STEPS = 5;

        public Line {
            points = List.copyOf(points);
        }

        /** A line without markers and legend. */
        public Line(Style style, List<Point> points) {
            this(style, points, Marks.NONE, null);
        }

        @Override
        public Stream<Point> shown() {
            return points.stream();
        }

        /** Returns the distance of a marked point to the next one, in points. */
        int everyMark() {
            return marks == Marks.SOME ? Math.max(1, (points.size() + MOST - 1) / MOST) : 1;
        }

        /**
         * Returns the first marked point. Lines of different models have them at different points,
         * so that those of equal lines are all visible.
         */
        int firstMark() {
            return everyMark() * Math.floorMod(style.place() * 2, STEPS) / STEPS;
        }
    }

    /** Markers. */
    record Points(Style style, List<Point> points, @Nullable Label legend) implements PlotLayer {
        public Points {
            points = List.copyOf(points);
        }

        /** One marker, without a legend. */
        public Points(Style style, Point point) {
            this(style, List.of(point), null);
        }

        @Override
        public Stream<Point> shown() {
            return points.stream();
        }
    }

    /**
     * Translucent polygons.
     *
     * @param opacity from 0 to 1
     */
    record Area(Style style, double opacity, List<List<Point>> polygons) implements PlotLayer {

        private static final double BAND = 0.18;

        public Area {
            polygons = polygons.stream().map(List::copyOf).toList();
        }

        /** Returns the area between two lines with the same x. */
        public static Area between(Style style, List<Point> low, List<Point> high) {
            List<Point> around = new ArrayList<>(low);
            Collections.reverse(around);
            around.addAll(0, high);
            return new Area(style, BAND, List.of(around));
        }

        @Override
        public Stream<Point> shown() {
            return polygons.stream().flatMap(List::stream);
        }
    }

    /** An error bar between two points. */
    record Interval(Style style, Point from, Point to) implements PlotLayer {

        /** Returns an error bar for each row; none is drawn where an end is not finite. */
        public static List<Interval> list(
                Style style, DataFrame<?> rows, String x, String low, String high) {
            List<Point> from = Point.list(rows, x, low);
            List<Point> to = Point.list(rows, x, high);
            return IntStream.range(0, to.size())
                    .mapToObj(i -> new Interval(style, from.get(i), to.get(i)))
                    .toList();
        }

        @Override
        public Stream<Point> shown() {
            return Stream.of(from, to);
        }
    }

    /**
     * A straight line {@code a x + b y = c} across the plot, with a text if there is room. On
     * logarithmic axes one of a and b must be 0. It does not extend the axes.
     */
    record Guide(double a, double b, double c, @Nullable Label text) implements PlotLayer {

        public static Guide vertical(double x, @Nullable Label text) {
            return new Guide(1, 0, x, text);
        }

        public static Guide horizontal(double y, @Nullable Label text) {
            return new Guide(0, 1, y, text);
        }
    }

    /**
     * A small text beside a point, left out if it would cover another one.
     *
     * @param isCentred whether it is on the point, with a light ground, if there is room
     */
    record Note(Point at, Label text, boolean isCentred) implements PlotLayer {}
}
