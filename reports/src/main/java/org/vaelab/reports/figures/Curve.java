// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.figures.Layer.Point;

/**
 * A quantity over training, for each completed run of a model and as their mean, at the steps where
 * all of them have finite values.
 *
 * @param steps the training steps of the points
 * @param bySeed the points of each run
 * @param block how many of those steps are averaged into one point, for each run
 */
record Curve(List<Long> steps, List<List<Point>> bySeed, int block) {

    /**
     * Builds a curve of at most so many points. Points average steps, as single steps depend mostly
     * on their batch. The clock of a point is that of its last step.
     */
    static Curve of(
            ComparedModel model,
            String term,
            Function<HistoryEntry, Map<String, Double>> part,
            ToDoubleFunction<HistoryEntry> clock,
            int points) {
        Map<Long, List<Point>> byStep = new TreeMap<>();
        List<ComparedRun> completed =
                model.runs().stream().filter(run -> run.completed().isPresent()).toList();
        for (ComparedRun run : completed) {
            for (HistoryEntry entry : run.history()) {
                Double value = part.apply(entry).get(term);
                double at = clock.applyAsDouble(entry);
                if (value != null && Double.isFinite(value) && Double.isFinite(at)) {
                    byStep.computeIfAbsent(entry.step(), s -> new ArrayList<>())
                            .add(new Point(at, value));
                }
            }
        }
        byStep.values().removeIf(values -> values.size() != completed.size());
        int block = Math.max(1, (byStep.size() + points - 1) / points);
        return averaged(List.copyOf(byStep.entrySet()), completed.size(), block);
    }

    private static Curve averaged(List<Map.Entry<Long, List<Point>>> byStep, int runs, int block) {
        List<Long> steps = new ArrayList<>();
        List<List<Point>> bySeed = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            bySeed.add(new ArrayList<>());
        }
        for (int i = 0; i < byStep.size(); i += block) {
            var part = byStep.subList(i, Math.min(i + block, byStep.size()));
            var last = part.get(part.size() - 1);
            steps.add(last.getKey());
            for (int run = 0; run < runs; run++) {
                double mean = 0;
                for (Map.Entry<Long, List<Point>> at : part) {
                    mean += at.getValue().get(run).y() / part.size();
                }
                bySeed.get(run).add(new Point(last.getValue().get(run).x(), mean));
            }
        }
        return new Curve(steps, bySeed, block);
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
