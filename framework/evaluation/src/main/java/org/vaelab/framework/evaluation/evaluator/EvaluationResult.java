// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.ImportancePoint;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.UnitKl;

/**
 * The results of an evaluation.
 *
 * @param measurements by name, in order
 * @param perDatum the numbers behind the means
 * @param klByUnit the KL of each latent unit; empty where it has no closed form for each
 * @param importance the estimates of log p(x) by number of draws; empty if there are no importance
 *     weights
 * @param columns numbers of single examples, by the name of their column in a table
 * @param descriptions the descriptions of the metrics by name, for the record
 */
public record EvaluationResult(
        Map<String, Measurement> measurements,
        PerDatum perDatum,
        List<UnitKl> klByUnit,
        List<ImportancePoint> importance,
        Map<String, PerExample> columns,
        Map<String, MetricDescription> descriptions) {

    public EvaluationResult {
        measurements = Collections.unmodifiableMap(new LinkedHashMap<>(measurements));
        klByUnit = List.copyOf(klByUnit);
        importance = List.copyOf(importance);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        descriptions = Collections.unmodifiableMap(new LinkedHashMap<>(descriptions));
    }

    /** Returns the numbers, by name, in order: the {@code metrics} of a record. */
    public Map<String, Estimate> metrics() {
        return each(Measurement.Measured.class, Measurement.Measured::estimate);
    }

    private <M extends Measurement, V> Map<String, V> each(
            Class<M> kind, Function<M, @Nullable V> value) {
        Map<String, V> found = new LinkedHashMap<>();
        measurements.forEach(
                (name, measurement) -> {
                    V own =
                            kind.isInstance(measurement)
                                    ? value.apply(kind.cast(measurement))
                                    : null;
                    if (own != null) {
                        found.put(name, own);
                    }
                });
        return Collections.unmodifiableMap(found);
    }

    /**
     * Returns the quantities of the bound that are not finite, {@code elbo = NaN}: of finite
     * parameters what a model computes may not be.
     */
    public List<String> notFinite() {
        return metrics().entrySet().stream()
                .filter(metric -> isOfBound(metric.getKey()))
                .filter(metric -> !Double.isFinite(metric.getValue().value()))
                .map(metric -> metric.getKey() + " = " + metric.getValue().value())
                .toList();
    }

    private boolean isOfBound(String name) {
        MetricDescription description = descriptions.get(name);
        return description != null && description.role().isOfBound();
    }

    /** Returns the number of data behind each number, by name, in order. */
    public Map<String, Integer> examples() {
        return each(Measurement.Measured.class, Measurement.Measured::examples);
    }

    /** Returns why numbers are absent, by name, in order: the {@code absentMetrics} of a record. */
    public Map<String, AbsentMetric> absentMetrics() {
        return each(
                Measurement.class,
                measurement ->
                        measurement instanceof Measurement.Absent missing
                                ? AbsentMetric.undefined(missing.reason())
                                : measurement instanceof Measurement.Failed failed
                                        ? AbsentMetric.failed(failed.reason())
                                        : null);
    }

    /** Returns the texts of {@link #absentMetrics}. */
    public Map<String, String> absent() {
        Map<String, String> texts = new LinkedHashMap<>();
        absentMetrics().forEach((name, absent) -> texts.put(name, absent.toString()));
        return Collections.unmodifiableMap(texts);
    }

    /** Returns the exceptions of measurements that failed, by name, in order. */
    public Map<String, Throwable> failures() {
        return each(Measurement.Failed.class, Measurement.Failed::cause);
    }

    /** Returns what reports draw beside numbers, by the name of the metric, in order. */
    public Map<String, DiagnosticCurves> diagnostics() {
        return each(Measurement.Measured.class, Measurement.Measured::curves);
    }

    /** Returns the caveats of numbers that have one, by name, in order. */
    public Map<String, String> caveats() {
        return each(Measurement.Measured.class, Measurement.Measured::caveat);
    }
}
