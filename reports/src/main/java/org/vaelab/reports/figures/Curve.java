// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Point;

/**
 * A quantity of a model along a number, such as the training step, for each of its runs and as
 * their mean, where all of them have a value.
 *
 * @param steps the numbers of the points
 * @param bySeed the points of each run
 * @param block how many of those numbers are averaged into one point, for each run
 */
record Curve(ComparedModel model, List<Long> steps, List<List<Point>> bySeed, int block) {

    /**
     * Builds a curve of at most so many points. Points average steps, as single steps depend mostly
     * on their batch. The place of a point is that of its last step.
     *
     * @param runs the points of each run by step
     */
    static Curve of(ComparedModel model, List<Map<Long, Point>> runs, int points) {
        Set<Long> steps = new TreeSet<>();
        runs.forEach(run -> steps.addAll(run.keySet()));
        runs.forEach(run -> steps.retainAll(run.keySet()));
        int block = Math.max(1, (steps.size() + points - 1) / points);
        List<Long> all = List.copyOf(steps);
        List<Long> last = new ArrayList<>();
        List<List<Point>> bySeed = new ArrayList<>();
        runs.forEach(run -> bySeed.add(new ArrayList<>()));
        for (int i = 0; i < all.size(); i += block) {
            List<Long> part = all.subList(i, Math.min(i + block, all.size()));
            last.add(part.get(part.size() - 1));
            for (int run = 0; run < runs.size(); run++) {
                Map<Long, Point> own = runs.get(run);
                double mean = 0;
                for (Long step : part) {
                    mean += Objects.requireNonNull(own.get(step)).y() / part.size();
                }
                double x = Objects.requireNonNull(own.get(last.get(last.size() - 1))).x();
                bySeed.get(run).add(new Point(x, mean));
            }
        }
        return new Curve(model, last, bySeed, block);
    }

    /** Returns the lines of curves: thin ones for several runs, and over them the means. */
    static List<PlotLayer> lines(Comparison comparison, List<Curve> curves, Marks marks) {
        List<PlotLayer> thin = new ArrayList<>();
        List<PlotLayer> means = new ArrayList<>();
        for (Curve curve : curves) {
            Style style = Style.of(comparison, curve.model());
            for (List<Point> run : curve.runs() > 1 ? curve.bySeed() : List.<List<Point>>of()) {
                thin.add(new PlotLayer.Line(style.faint(), run));
            }
            means.add(new PlotLayer.Line(style, curve.mean(), marks, curve.model().label()));
        }
        thin.addAll(means);
        return thin;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    int runs() {
        return bySeed.size();
    }

    /** Returns the mean of values and clocks over the runs. */
    List<Point> mean() {
        List<Point> mean = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            double x = 0;
            double y = 0;
            for (List<Point> seed : bySeed) {
                x += seed.get(i).x() / runs();
                y += seed.get(i).y() / runs();
            }
            mean.add(new Point(x, y));
        }
        return mean;
    }

    double low(int point) {
        return bySeed.stream().mapToDouble(seed -> seed.get(point).y()).min().orElseThrow();
    }

    double high(int point) {
        return bySeed.stream().mapToDouble(seed -> seed.get(point).y()).max().orElseThrow();
    }
}
