// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.record.Provenance;

/**
 * One metric of several methods on several data sets.
 *
 * <p>A task is a data set as evaluation sees it ({@link Observed}). Values of a task must have one
 * protocol. Protocols of different tasks need not be alike. Only methods with values in every task
 * are here, and each has the same number of seeds in every task.
 *
 * @param metric one with a direction
 * @param tasks labels of the data sets, at least two
 * @param methods at least two
 * @param scores [method][seed][task]; larger is better
 * @param unit the unit of the metric
 * @param leftOut what does not count, and why, in whole sentences
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Tasks(
        Metric metric,
        List<String> tasks,
        List<Method> methods,
        double[][][] scores,
        String unit,
        List<String> leftOut) {

    static final int FEWEST = 2;

    public Tasks {
        tasks = List.copyOf(tasks);
        methods = List.copyOf(methods);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Returns the metrics that two methods or more have on two data sets or more, in the order of
     * the records.
     */
    public static List<Tasks> ofAll(Comparison comparison) {
        List<Method> methods =
                Method.ofAll(comparison).stream().filter(m -> m.models().size() > 1).toList();
        if (methods.size() < FEWEST) {
            return List.of();
        }
        return comparison.metrics().stream()
                .filter(Metric::isRanked)
                .flatMap(metric -> of(comparison, metric).stream())
                .toList();
    }

    /** Returns the part of a metric that is complete; empty if there is no such part. */
    public static Optional<Tasks> of(Comparison comparison, Metric metric) {
        List<Method> all = Method.ofAll(comparison);
        Set<String> leftOut = new LinkedHashSet<>();
        Map<Observed, Map<String, Measured>> cells = cells(all, metric, leftOut);
        CompletePart part = CompletePart.of(cells);
        if (part.tasks().size() < FEWEST || part.methods().size() < FEWEST) {
            return Optional.empty();
        }
        List<Method> methods = all.stream().filter(m -> part.methods().contains(m.name())).toList();
        Map<Observed, Provenance> provenance = new LinkedHashMap<>();
        cells.forEach(
                (task, byMethod) ->
                        provenance.put(
                                task,
                                byMethod.values()
                                        .iterator()
                                        .next()
                                        .model()
                                        .completed()
                                        .get(0)
                                        .provenance()));
        Map<Observed, String> labels = TaskLabels.of(provenance);
        leftOut.addAll(part.leftOut(cells, labels));
        // An order of their own: the report does not depend on the order of the folders.
        List<Observed> tasks =
                part.tasks().stream()
                        .sorted(Comparator.comparing(task -> String.valueOf(labels.get(task))))
                        .toList();
        int seeds = part.cells(cells).mapToInt(cell -> cell.bySeed().size()).min().orElseThrow();
        int most = part.cells(cells).mapToInt(cell -> cell.bySeed().size()).max().orElseThrow();
        if (most > seeds) {
            leftOut.add(
                    seeds == 1
                            ? "One seed of each method and data set counts, because some have no"
                                    + " more."
                            : String.format(
                                    Locale.ROOT,
                                    "The first %d seeds of each method and data set count, because"
                                            + " some have no more.",
                                    seeds));
        }
        return Optional.of(
                new Tasks(
                        metric,
                        tasks.stream().map(task -> String.valueOf(labels.get(task))).toList(),
                        methods,
                        scores(tasks, methods, cells, seeds),
                        part.cells(cells)
                                .findFirst()
                                .flatMap(Measured::protocol)
                                .orElseThrow()
                                .unit(),
                        List.copyOf(leftOut)));
    }

    /** Returns the usable values by task and method, in the order of the comparison. */
    private static Map<Observed, Map<String, Measured>> cells(
            List<Method> methods, Metric metric, Set<String> leftOut) {
        Map<Observed, Map<String, Measured>> all = new LinkedHashMap<>();
        for (Method method : methods) {
            for (ComparedModel model : method.models()) {
                Measured measured = Measured.of(model, metric);
                if (measured.overSeeds().isEmpty()) {
                    continue;
                }
                Observed task = measured.protocol().orElseThrow().observed().ofData();
                Measured other =
                        all.computeIfAbsent(task, t -> new LinkedHashMap<>())
                                .putIfAbsent(method.name(), measured);
                if (other != null) {
                    leftOut.add(
                            model.label().plain()
                                    + " is left out: "
                                    + other.model().label().plain()
                                    + " is the same method on the same data.");
                }
            }
        }
        all.replaceAll((task, byMethod) -> comparable(byMethod, leftOut));
        return all;
    }

    private static Map<String, Measured> comparable(
            Map<String, Measured> byMethod, Set<String> leftOut) {
        List<ComparedModel> group =
                Measured.largestGroup(List.copyOf(byMethod.values())).stream()
                        .map(Measured::model)
                        .toList();
        Map<String, Measured> kept = new LinkedHashMap<>();
        byMethod.forEach(
                (method, measured) -> {
                    if (group.contains(measured.model())) {
                        kept.put(method, measured);
                    } else {
                        leftOut.add(
                                measured.model().label().plain()
                                        + " is left out: its values have another protocol.");
                    }
                });
        return kept;
    }

    private static double[][][] scores(
            List<Observed> tasks,
            List<Method> methods,
            Map<Observed, Map<String, Measured>> cells,
            int seeds) {
        double[][][] scores = new double[methods.size()][seeds][tasks.size()];
        for (int t = 0; t < tasks.size(); t++) {
            Map<String, Measured> byMethod = cells.getOrDefault(tasks.get(t), Map.of());
            for (int m = 0; m < scores.length; m++) {
                Measured measured = byMethod.get(methods.get(m).name());
                if (measured == null) {
                    throw new IllegalStateException("the part is not complete");
                }
                double sign = measured.metric().sign();
                double[] values = measured.values();
                for (int s = 0; s < seeds; s++) {
                    scores[m][s][t] = sign * values[s];
                }
            }
        }
        return scores;
    }

    public int seeds() {
        return scores[0].length;
    }

    /** Returns the baseline, if the plans name models of one method here as theirs. */
    public Optional<Method> baseline(Comparison comparison) {
        List<Method> named =
                methods.stream().filter(method -> method.has(comparison.baselines())).toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }
}
