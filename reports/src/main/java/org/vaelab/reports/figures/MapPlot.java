// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.CodeMap.Frame;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.figures.Style.Look;

/** The map of one model as a plot. */
final class MapPlot {

    private static final int CELLS = 30;
    private static final double LIGHTEST = 0.16;
    private static final double CORNER = 0.13;
    private static final double DISK_SIDE = 1.03;

    /** Points are drawn in rounds, so that no class hides all of another. */
    private static final int ROUNDS = 4;

    private final CodeMap map;
    private final List<String> classes;
    private final List<PlotLayer> layers = new ArrayList<>();

    private MapPlot(CodeMap map, List<String> classes) {
        this.map = map;
        this.classes = classes;
    }

    /**
     * Draws a map.
     *
     * @param classes for each point the name of its class, empty if it is not known
     * @param coloured the classes with colours; none to draw the density alone
     * @param named the classes whose name is written at the mean of its points
     */
    static Plot of(
            Label title,
            CodeMap map,
            List<String> classes,
            List<String> coloured,
            List<String> named) {
        MapPlot plot = new MapPlot(map, classes);
        plot.frame();
        if (coloured.isEmpty()) {
            plot.density();
        } else {
            plot.points(coloured);
        }
        plot.names(named);
        return new Plot(plot.axis(0), plot.axis(1), plot.layers, title);
    }

    private Axis axis(int place) {
        boolean isAcross = place == 0;
        return switch (map.frame()) {
            case PLANE, COMPONENTS -> Axis.linear(map.titles().get(place));
            case TORUS -> Axis.linear(map.titles().get(place)).range(-Math.PI, Math.PI);
            case SPHERE -> {
                double half = isAcross ? SphereProjection.WIDTH : SphereProjection.HEIGHT;
                yield Axis.hidden(-half, half);
            }
            case DISK -> Axis.hidden(-DISK_SIDE, DISK_SIDE);
            case SIMPLEX -> Axis.hidden(-CORNER, (isAcross ? 1 : CodeMap.TRIANGLE_HEIGHT) + CORNER);
        };
    }

    private void frame() {
        if (map.frame() == Frame.SPHERE) {
            SphereProjection.graticule().forEach(line -> line(Look.GRID, line));
        }
        List<Point> outline = map.outline();
        if (!outline.isEmpty()) {
            line(Look.FRAME, outline);
        }
        if (map.frame() == Frame.SIMPLEX) {
            for (int i = 0; i < 3; i++) {
                Point at = outline.get(i);
                double side = i == 2 ? CORNER / 2 : -CORNER / 2;
                Label name = Axis.plain(map.titles().get(i));
                layers.add(new PlotLayer.Note(new Point(at.x(), at.y() + side), name, true));
            }
        }
    }

    private void line(Look look, List<Point> points) {
        layers.add(new PlotLayer.Line(new Style(0, look), points));
    }

    private void points(List<String> coloured) {
        for (int i = 0; i < coloured.size(); i++) {
            Label name = Axis.plain(coloured.get(i));
            layers.add(new PlotLayer.Points(new Style(i, Look.DOT), List.of(), name));
        }
        for (int round = 0; round < ROUNDS; round++) {
            layers.add(
                    new PlotLayer.Points(new Style(0, Look.GRID), points("", round, ROUNDS), null));
            for (int i = 0; i < coloured.size(); i++) {
                List<Point> own = points(coloured.get(i), round, ROUNDS);
                layers.add(new PlotLayer.Points(new Style(i, Look.DOT), own, null));
            }
        }
    }

    /** Returns every so many points of a class. */
    private List<Point> points(String name, int first, int every) {
        return IntStream.range(0, classes.size())
                .filter(i -> i % every == first && classes.get(i).equals(name))
                .mapToObj(map.points()::get)
                .toList();
    }

    /** Draws cells of one size, which are darker the more points they hold. */
    private void density() {
        double[] x = map.points().stream().mapToDouble(Point::x).sorted().toArray();
        double[] y = map.points().stream().mapToDouble(Point::y).sorted().toArray();
        double width = Math.max(x[x.length - 1] - x[0], y[y.length - 1] - y[0]);
        double cell =
                switch (map.frame()) {
                    case PLANE, COMPONENTS -> width / CELLS;
                    case SPHERE -> 2 * SphereProjection.WIDTH / (1.5 * CELLS);
                    case DISK -> 2.0 / CELLS;
                    case SIMPLEX -> 1.0 / CELLS;
                    case TORUS -> 2 * Math.PI / CELLS;
                };
        Map<Point, Integer> counts = new LinkedHashMap<>();
        for (Point at : map.points()) {
            Point corner = new Point(Math.floor(at.x() / cell), Math.floor(at.y() / cell));
            counts.merge(corner, 1, Integer::sum);
        }
        TreeMap<Integer, List<List<Point>>> byCount = new TreeMap<>();
        counts.forEach(
                (at, n) ->
                        byCount.computeIfAbsent(n, k -> new ArrayList<>())
                                .add(
                                        List.of(
                                                new Point(cell * at.x(), cell * at.y()),
                                                new Point(cell * (at.x() + 1), cell * at.y()),
                                                new Point(cell * (at.x() + 1), cell * (at.y() + 1)),
                                                new Point(cell * at.x(), cell * (at.y() + 1)))));
        double most = byCount.lastKey();
        byCount.forEach(
                (n, cells) -> {
                    double opacity = LIGHTEST + (1 - LIGHTEST) * Math.sqrt(n / most);
                    layers.add(new PlotLayer.Area(Style.of(0), opacity, cells));
                });
    }

    /** Writes the name of each class at the mean of its points. */
    private void names(List<String> named) {
        for (String name : named) {
            List<Point> own = points(name, 0, 1);
            if (!own.isEmpty()) {
                Point mean =
                        new Point(
                                mean(own.stream().mapToDouble(Point::x).toArray()),
                                mean(own.stream().mapToDouble(Point::y).toArray()));
                layers.add(new PlotLayer.Note(mean, Axis.plain(name), true));
            }
        }
    }

    /** The mean, of angles that of their directions. */
    private double mean(double[] values) {
        return map.frame() == Frame.TORUS
                ? Math.atan2(
                        Arrays.stream(values).map(Math::sin).sum(),
                        Arrays.stream(values).map(Math::cos).sum())
                : Arrays.stream(values).average().orElseThrow();
    }
}
