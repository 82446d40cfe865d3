// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.Internal;
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
@Internal
public record Tasks(
        ReportedMetric metric,
        List<String> tasks,
        List<ComparedMethod> methods,
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
        List<ComparedMethod> methods =
                ComparedMethod.ofAll(comparison).stream()
                        .filter(m -> m.models().size() > 1)
                        .toList();
        if (methods.size() < FEWEST) {
            return List.of();
        }
        return comparison.metrics().stream()
                .filter(ReportedMetric::isRanked)
                .flatMap(metric -> of(comparison, metric).stream())
                .toList();
    }

    /** Returns the part of a metric that is complete; empty if there is no such part. */
    public static Optional<Tasks> of(Comparison comparison, ReportedMetric metric) {
        List<ComparedMethod> all = ComparedMethod.ofAll(comparison);
        Set<String> leftOut = new LinkedHashSet<>();
        List<Cell> cells = cells(all, metric, leftOut);
        CompletePart part = CompletePart.of(cells);
        if (part.tasks().size() < FEWEST || part.methods().size() < FEWEST) {
            return Optional.empty();
        }
        Map<Observed, Provenance> provenance = new LinkedHashMap<>();
        cells.forEach(
                cell ->
                        provenance.putIfAbsent(
                                cell.task(), cell.value().model().completed().get(0).provenance()));
        Map<Observed, String> labels = TaskLabels.of(provenance);
        leftOut.addAll(part.leftOut(cells, labels));
        // An order of their own: the report does not depend on the order of the folders.
        List<Observed> tasks =
                part.tasks().stream().sorted(Comparator.comparing(labels::get)).toList();
        List<ComparedMethod> methods =
                all.stream().filter(m -> part.methods().contains(m.name())).toList();
        List<String> names = methods.stream().map(ComparedMethod::name).toList();
        List<Cell> kept = cells.stream().filter(part::has).toList();
        IntSummaryStatistics seeds =
                kept.stream().mapToInt(cell -> cell.value().bySeed().size()).summaryStatistics();
        if (seeds.getMax() > seeds.getMin()) {
            String first =
                    "The first " + seeds.getMin() + " seeds of each method and data set count";
            leftOut.add(
                    (seeds.getMin() == 1 ? "One seed of each method and data set counts" : first)
                            + ", because some have no more.");
        }
        double[][][] scores = new double[methods.size()][seeds.getMin()][tasks.size()];
        for (Cell cell : kept) {
            int method = names.indexOf(cell.method());
            double[] values = cell.value().values();
            for (int s = 0; s < seeds.getMin(); s++) {
                scores[method][s][tasks.indexOf(cell.task())] = metric.sign() * values[s];
            }
        }
        return Optional.of(
                new Tasks(
                        metric,
                        tasks.stream().map(labels::get).toList(),
                        methods,
                        scores,
                        kept.get(0).value().protocol().orElseThrow().unit(),
                        List.copyOf(leftOut)));
    }

    /** The values of a method on a data set. */
    record Cell(Observed task, String method, MeasuredMetric value) {}

    /** Returns the usable values, those of a data set together. */
    private static List<Cell> cells(
            List<ComparedMethod> methods, ReportedMetric metric, Set<String> leftOut) {
        Map<Observed, Map<String, MeasuredMetric>> byTask = new LinkedHashMap<>();
        for (ComparedMethod method : methods) {
            for (ComparedModel model : method.models()) {
                MeasuredMetric measured = MeasuredMetric.of(model, metric);
                if (measured.overSeeds().isEmpty()) {
                    continue;
                }
                Observed task = measured.protocol().orElseThrow().observed().ofData();
                MeasuredMetric other =
                        byTask.computeIfAbsent(task, t -> new LinkedHashMap<>())
                                .putIfAbsent(method.name(), measured);
                if (other != null) {
                    leftOut.add(
                            "%s is left out: %s is the same method on the same data."
                                    .formatted(
                                            model.label().plain(), other.model().label().plain()));
                }
            }
        }
        List<Cell> cells = new ArrayList<>();
        byTask.forEach(
                (task, byMethod) -> {
                    List<MeasuredMetric> group =
                            MeasuredMetric.largestGroup(List.copyOf(byMethod.values()));
                    byMethod.forEach(
                            (method, value) -> {
                                if (group.contains(value)) {
                                    cells.add(new Cell(task, method, value));
                                } else {
                                    leftOut.add(
                                            value.model().label().plain()
                                                    + " is left out: its values have another"
                                                    + " protocol.");
                                }
                            });
                });
        return cells;
    }

    public int seeds() {
        return scores[0].length;
    }

    /** Returns the baseline, if the plans name models of one method here as theirs. */
    public Optional<ComparedMethod> baseline(Comparison comparison) {
        List<ComparedMethod> named =
                methods.stream().filter(method -> method.has(comparison.baselines())).toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }
}
