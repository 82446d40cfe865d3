// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;

/**
 * A quantity against the training step: mean, smallest and largest value over the completed runs of
 * a model, at the steps where all of them have finite values.
 *
 * @param block how many of those steps are averaged into one point, for each run
 */
record Curve(double[] steps, double[] mean, double[] low, double[] high, int runs, int block) {

    /**
     * Builds a curve of at most so many points. Points average steps, as single steps depend mostly
     * on their batch.
     */
    static Curve of(
            ComparedModel model,
            String term,
            Function<HistoryEntry, Map<String, Double>> part,
            int points) {
        Map<Long, List<Double>> byStep = new TreeMap<>();
        List<ComparedRun> completed =
                model.runs().stream().filter(run -> run.completed().isPresent()).toList();
        for (ComparedRun run : completed) {
            for (HistoryEntry entry : run.history()) {
                Double value = part.apply(entry).get(term);
                if (value != null && Double.isFinite(value)) {
                    byStep.computeIfAbsent(entry.step(), s -> new ArrayList<>()).add(value);
                }
            }
        }
        byStep.values().removeIf(values -> values.size() != completed.size());
        int block = Math.max(1, (byStep.size() + points - 1) / points);
        return averaged(List.copyOf(byStep.entrySet()), completed.size(), block);
    }

    private static Curve averaged(List<Map.Entry<Long, List<Double>>> byStep, int runs, int block) {
        int n = (byStep.size() + block - 1) / block;
        Curve curve =
                new Curve(new double[n], new double[n], new double[n], new double[n], runs, block);
        for (int i = 0; i < n; i++) {
            var part = byStep.subList(i * block, Math.min((i + 1) * block, byStep.size()));
            double[] means = new double[runs];
            for (Map.Entry<Long, List<Double>> at : part) {
                for (int run = 0; run < runs; run++) {
                    means[run] += at.getValue().get(run) / part.size();
                }
            }
            curve.steps[i] = part.get(part.size() - 1).getKey();
            curve.mean[i] = DoubleStream.of(means).average().orElseThrow();
            curve.low[i] = DoubleStream.of(means).min().orElseThrow();
            curve.high[i] = DoubleStream.of(means).max().orElseThrow();
        }
        return curve;
    }

    boolean isEmpty() {
        return steps.length == 0;
    }
}
