// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hipparchus.stat.StatUtils;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.reports.statistics.MeanInterval;

/**
 * What a naive method, which needs no model, scores on the test data, such as a forecast that
 * repeats the last number.
 *
 * @param own the number of the method
 * @param metric the same of models
 * @param value the mean over runs, which differ in the draws of the method at most
 * @param error its standard error over test examples; NaN if a run has none
 */
@Internal
public record NaiveScore(ReportedMetric own, ReportedMetric metric, double value, double error) {

    /** Returns those of a comparison on one data set. */
    public static List<NaiveScore> of(Comparison comparison) {
        return comparison.metrics(MetricRole.NAIVE).stream()
                .flatMap(own -> of(comparison, own).stream())
                .toList();
    }

    private static Optional<NaiveScore> of(Comparison comparison, ReportedMetric own) {
        String name = own.name().substring(0, Math.max(0, dot(own)));
        List<Mean> means = means(comparison, own).toList();
        return means.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new NaiveScore(
                                own,
                                comparison.metric(name),
                                StatUtils.mean(means.stream().mapToDouble(Mean::value).toArray()),
                                means.get(0).error()));
    }

    private static int dot(ReportedMetric own) {
        return own.name().lastIndexOf('.');
    }

    /** Returns the name of the method in configs. */
    public String method() {
        return own.name().substring(dot(own) + 1);
    }

    /**
     * The mean of a metric over the runs of a model.
     *
     * @param error its standard error over test examples; NaN if a run has none
     */
    public record Mean(ComparedModel model, double value, double error) {}

    private static Stream<Mean> means(Comparison comparison, ReportedMetric metric) {
        return MeasuredMetric.ofAll(comparison, metric).stream()
                .flatMap(
                        of ->
                                of.overSeeds().map(MeanInterval::mean).stream()
                                        .map(mean -> new Mean(of.model(), mean, of.dataError())));
    }

    /** Returns the best model and its mean. */
    public Optional<Mean> bestModel(Comparison comparison) {
        return means(comparison, metric)
                .max(Comparator.comparingDouble(mean -> metric.sign() * mean.value()));
    }

    /** Returns whether the naive method is better than a mean. */
    public boolean isBetterThan(Mean mean) {
        return metric.direction().better(value, mean.value());
    }

    /** Returns whether a metric is this one, or a part of it. */
    public boolean has(ReportedMetric other) {
        return other.name().equals(own.name()) || other.name().startsWith(own.name() + ".");
    }
}
