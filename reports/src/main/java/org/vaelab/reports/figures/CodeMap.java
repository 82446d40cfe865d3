// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.record.CodePart;
import org.vaelab.reports.figures.PlotLayer.Point;

/**
 * Latent codes in two dimensions.
 *
 * @param points one for each of the rows
 * @param rows the rows of the codes whose values are all finite, ascending
 * @param titles of the axes, or the names of the corners of a simplex
 */
public record CodeMap(Frame frame, List<Point> points, List<Integer> rows, List<String> titles) {

    /** The shape of a map, and what a caption says of it. */
    public enum Frame {
        /** Two axes of equal scale. */
        PLANE(""),
        /** The whole sphere in Hammer's equal-area projection. */
        SPHERE(" A sphere S^2 is shown in Hammer's equal-area projection."),
        /** The Poincare disk, hyperbolic space of two dimensions. */
        DISK(
                " A hyperbolic plane is shown in the Poincare disk, whose border is infinitely far"
                        + " away."),
        /** An equilateral triangle with a corner for each weight. */
        SIMPLEX(""),
        /** Two angles, each from -pi to pi. */
        TORUS(
                " A torus is shown as the square from -pi to pi; its opposite edges are the same"
                        + " points."),
        /** The first two principal components. */
        COMPONENTS(
                " More than two dimensions are shown by their principal components (PC), with the"
                        + " share of the variance of each.");

        private final String caption;

        Frame(String caption) {
            this.caption = caption;
        }

        /** Returns what a caption says of it, with a space before; may be empty. */
        public String caption() {
            return caption;
        }
    }

    /** The height of an equilateral triangle with sides of length 1. */
    static final double TRIANGLE_HEIGHT = Math.sqrt(0.75);

    private static final int DISK_CORNERS = 128;

    public CodeMap {
        points = List.copyOf(points);
        rows = List.copyOf(rows);
        titles = List.copyOf(titles);
    }

    /** Returns this map with every so many points, as many as there may be. */
    public CodeMap thinned(int most) {
        int every = (rows.size() + most - 1) / most;
        int[] kept = IntStream.range(0, rows.size()).filter(i -> i % every == 0).toArray();
        return new CodeMap(
                frame,
                Arrays.stream(kept).mapToObj(points::get).toList(),
                Arrays.stream(kept).mapToObj(rows::get).toList(),
                titles);
    }

    /**
     * Returns the reason why a part has no map, whatever its codes are; empty if it may have one.
     */
    public static Optional<String> without(CodePart part) {
        if (part.geometry() == CodeGeometry.CATEGORY) {
            return Optional.of("its code is the number of a category");
        }
        int free = part.columns().size();
        if (part.geometry() == CodeGeometry.SIMPLEX) {
            free -= part.points();
        }
        return free < 2 ? Optional.of("its code has one dimension") : Optional.empty();
    }

    /**
     * Maps the codes of a part that may have a map.
     *
     * @param columns of {@code codes.csv}
     * @return empty if fewer than two codes are finite, or all are equal
     */
    public static Optional<CodeMap> of(CodePart part, Map<String, double[]> columns) {
        List<double[]> values = part.columns().stream().map(columns::get).toList();
        List<Integer> rows = new ArrayList<>();
        List<double[]> codes = new ArrayList<>();
        for (int i = 0; i < values.get(0).length; i++) {
            int row = i;
            double[] code = values.stream().mapToDouble(column -> column[row]).toArray();
            if (Arrays.stream(code).allMatch(Double::isFinite)) {
                rows.add(i);
                codes.add(code);
            }
        }
        if (codes.stream().noneMatch(code -> !Arrays.equals(code, codes.get(0)))) {
            return Optional.empty();
        }
        int width = part.columns().size();
        CodeGeometry single = part.points() == 1 ? part.geometry() : CodeGeometry.PLANE;
        if (width == 3 && single == CodeGeometry.SPHERE) {
            List<Point> points =
                    codes.stream().map(c -> SphereProjection.of(c[0], c[1], c[2])).toList();
            return Optional.of(new CodeMap(Frame.SPHERE, points, rows, part.columns()));
        }
        if (width == 3 && single == CodeGeometry.SIMPLEX) {
            List<Point> points = codes.stream().map(CodeMap::inTriangle).toList();
            return Optional.of(new CodeMap(Frame.SIMPLEX, points, rows, part.columns()));
        }
        if (width == 2) {
            Frame frame =
                    switch (single) {
                        case DISK -> Frame.DISK;
                        case TORUS -> Frame.TORUS;
                        default -> Frame.PLANE;
                    };
            return Optional.of(new CodeMap(frame, points(codes), rows, part.columns()));
        }
        if (single == CodeGeometry.TORUS) {
            codes.replaceAll(CodeMap::onCircles);
        }
        return PrincipalComponents.of(codes).map(found -> components(found, rows));
    }

    /** Returns the cosines and sines of angles. */
    private static double[] onCircles(double[] angles) {
        return Arrays.stream(angles)
                .flatMap(angle -> DoubleStream.of(Math.cos(angle), Math.sin(angle)))
                .toArray();
    }

    private static List<Point> points(List<double[]> pairs) {
        return pairs.stream().map(pair -> new Point(pair[0], pair[1])).toList();
    }

    private static CodeMap components(PrincipalComponents found, List<Integer> rows) {
        List<String> titles = new ArrayList<>();
        for (double share : found.shares()) {
            int place = titles.size() + 1;
            titles.add(String.format(Locale.ROOT, "PC %d (%.0f %%)", place, 100 * share));
        }
        return new CodeMap(Frame.COMPONENTS, points(Arrays.asList(found.scores())), rows, titles);
    }

    /** Returns the closed line around all places; empty if the map is a rectangle. */
    public List<Point> outline() {
        return switch (frame) {
            case SPHERE -> SphereProjection.outline();
            case DISK ->
                    IntStream.rangeClosed(0, DISK_CORNERS)
                            .mapToDouble(i -> 2 * Math.PI * i / DISK_CORNERS)
                            .mapToObj(angle -> new Point(Math.cos(angle), Math.sin(angle)))
                            .toList();
            case SIMPLEX -> List.of(corner(0), corner(1), corner(2), corner(0));
            case PLANE, TORUS, COMPONENTS -> List.of();
        };
    }

    private static Point corner(int place) {
        double[] weights = new double[3];
        weights[place] = 1;
        return inTriangle(weights);
    }

    /** Returns the mean of the corners (0, 0), (1, 0) and the top, under three weights. */
    static Point inTriangle(double[] weights) {
        return new Point(weights[1] + weights[2] / 2, weights[2] * TRIANGLE_HEIGHT);
    }
}
