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
 * a model, at the steps at which every one of them has a finite value.
 */
record Curve(double[] steps, double[] mean, double[] low, double[] high, int runs) {

    static Curve of(
            ComparedModel model, String term, Function<HistoryEntry, Map<String, Double>> part) {
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
        int n = byStep.size();
        double[] steps = new double[n];
        double[] mean = new double[n];
        double[] low = new double[n];
        double[] high = new double[n];
        int i = 0;
        for (Map.Entry<Long, List<Double>> at : byStep.entrySet()) {
            double[] values = at.getValue().stream().mapToDouble(Double::doubleValue).toArray();
            steps[i] = at.getKey();
            mean[i] = DoubleStream.of(values).average().orElseThrow();
            low[i] = DoubleStream.of(values).min().orElseThrow();
            high[i] = DoubleStream.of(values).max().orElseThrow();
            i++;
        }
        return new Curve(steps, mean, low, high, completed.size());
    }

    boolean isEmpty() {
        return steps.length == 0;
    }
}
