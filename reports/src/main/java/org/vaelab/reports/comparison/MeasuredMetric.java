// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.statistics.MeanInterval;

/**
 * One metric of one model: a value for each completed run that has one.
 *
 * @param bySeed the estimates by seed, in the order of the plan
 * @param protocols their protocols: one element if they may be averaged, none if there is no value
 * @param absence why the metric is absent, if a run says so
 * @param caveats notes of the runs that a reader of the values needs
 */
public record MeasuredMetric(
        ComparedModel model,
        ReportedMetric metric,
        Map<Long, Estimate> bySeed,
        List<EvaluationProtocol> protocols,
        Optional<String> absence,
        List<String> caveats) {

    /** The coverage of all intervals in a report. */
    public static final double CONFIDENCE = 0.95;

    public static MeasuredMetric of(ComparedModel model, ReportedMetric metric) {
        Map<Long, Estimate> bySeed = new LinkedHashMap<>();
        Set<EvaluationProtocol> protocols = new LinkedHashSet<>();
        Set<String> caveats = new LinkedHashSet<>();
        @Nullable String absence = null;
        for (RunRecord record : model.completed()) {
            Estimate estimate = record.metrics().get(metric.name());
            if (estimate == null) {
                String reason = reason(record, metric.name());
                absence = reason == null ? absence : reason;
            } else {
                bySeed.put(record.seed(), estimate);
                protocols.add(EvaluationProtocol.of(record, metric.name(), estimate));
                Stream.ofNullable(record.provenance().facts().caveat(metric.name()))
                        .forEach(caveats::add);
            }
        }
        return new MeasuredMetric(
                model,
                metric,
                bySeed,
                List.copyOf(protocols),
                Optional.ofNullable(absence),
                List.copyOf(caveats));
    }

    /**
     * Returns why a run lacks a metric; of a part, such as one horizon, the reason is that of the
     * whole.
     */
    private static @Nullable String reason(RunRecord record, String metric) {
        AbsentMetric own = record.provenance().absentMetrics().get(metric);
        if (own != null) {
            return own.toString();
        }
        int dot = metric.lastIndexOf('.');
        return dot > 0 ? reason(record, metric.substring(0, dot)) : null;
    }

    public static List<MeasuredMetric> ofAll(Comparison comparison, ReportedMetric metric) {
        return comparison.models().stream().map(model -> of(model, metric)).toList();
    }

    /** Returns the common protocol, if there are values and all have the same. */
    public Optional<EvaluationProtocol> protocol() {
        return protocols.size() == 1 ? Optional.of(protocols.get(0)) : Optional.empty();
    }

    public boolean isFinite() {
        return bySeed.values().stream().allMatch(e -> Double.isFinite(e.value()));
    }

    public double[] values() {
        return bySeed.values().stream().mapToDouble(Estimate::value).toArray();
    }

    /**
     * Returns mean and interval over seeds, if the values are finite and may be averaged. The
     * interval is cut to the range of the metric.
     */
    public Optional<MeanInterval> overSeeds() {
        return protocol().isPresent() && isFinite()
                ? Optional.of(
                        MeanInterval.of(values(), CONFIDENCE).within(metric.least(), metric.most()))
                : Optional.empty();
    }

    /**
     * Returns the standard error over data: the root mean square of the runs; NaN if one has none.
     */
    public double dataError() {
        return Math.sqrt(
                bySeed.values().stream()
                        .mapToDouble(Estimate::standardError)
                        .map(error -> error * error)
                        .average()
                        .orElse(Double.NaN));
    }

    /**
     * Returns the values that compare with this one, in one direction at least; it is among them.
     */
    public List<MeasuredMetric> comparable(List<MeasuredMetric> all) {
        return all.stream()
                .filter(other -> EvaluationProtocol.limits(other, this) != Limits.NONE)
                .toList();
    }

    /**
     * Returns the largest group, and the largest one that compares with it in one direction: exact
     * values beside bounds.
     */
    public static List<MeasuredMetric> withExact(List<MeasuredMetric> all) {
        List<MeasuredMetric> largest = largestGroup(all);
        if (largest.isEmpty()) {
            return List.of();
        }
        List<MeasuredMetric> beside = new ArrayList<>(largest.get(0).comparable(all));
        beside.removeAll(largest);
        List<MeasuredMetric> second = largestGroup(beside);
        return all.stream().filter(m -> largest.contains(m) || second.contains(m)).toList();
    }

    /**
     * Returns the largest group of models with finite values and one protocol; the first of
     * several. Only these are ranked.
     */
    public static List<MeasuredMetric> largestGroup(List<MeasuredMetric> all) {
        return all.stream()
                .filter(measured -> measured.overSeeds().isPresent())
                .collect(
                        Collectors.groupingBy(
                                measured -> measured.protocol().orElseThrow(),
                                LinkedHashMap::new,
                                Collectors.toList()))
                .values()
                .stream()
                .reduce(List.of(), (a, b) -> b.size() > a.size() ? b : a);
    }
}
