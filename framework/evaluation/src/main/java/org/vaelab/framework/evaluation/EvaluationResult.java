// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.UnitKl;

/**
 * The results of an evaluation.
 *
 * @param measurements by name, in order
 * @param perDatum the numbers behind the means
 * @param klByUnit the KL of each latent unit; empty where it has no closed form for each
 * @param descriptions the descriptions of the metrics by name, for the record
 */
public record EvaluationResult(
        Map<String, Measurement> measurements,
        PerDatum perDatum,
        List<UnitKl> klByUnit,
        Map<String, MetricDescription> descriptions) {

    private static final List<String> OF_THE_BOUND =
            List.of(
                    Metrics.ELBO,
                    Metrics.RECONSTRUCTION,
                    Metrics.KL,
                    Metrics.LOG_LIKELIHOOD,
                    Metrics.LOG_JOINT);

    public EvaluationResult {
        measurements = Collections.unmodifiableMap(new LinkedHashMap<>(measurements));
        klByUnit = List.copyOf(klByUnit);
        descriptions = Collections.unmodifiableMap(new LinkedHashMap<>(descriptions));
    }

    /** Returns the numbers, by name, in order: the {@code metrics} of a record. */
    public Map<String, Estimate> metrics() {
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        measurements.forEach(
                (name, measurement) -> {
                    if (measurement instanceof Measurement.Measured measured) {
                        metrics.put(name, measured.estimate());
                    }
                });
        return Collections.unmodifiableMap(metrics);
    }

    /**
     * Returns the quantities of the bound that are not finite, {@code elbo = NaN}: of finite parameters
     * what a model computes may not be.
     */
    public List<String> notFinite() {
        return metrics().entrySet().stream()
                .filter(metric -> OF_THE_BOUND.contains(metric.getKey()))
                .filter(metric -> !Double.isFinite(metric.getValue().value()))
                .map(metric -> metric.getKey() + " = " + metric.getValue().value())
                .toList();
    }

    /** Returns the number of data behind each number, by name, in order. */
    public Map<String, Integer> examples() {
        Map<String, Integer> examples = new LinkedHashMap<>();
        measurements.forEach(
                (name, measurement) -> {
                    if (measurement instanceof Measurement.Measured measured) {
                        examples.put(name, measured.examples());
                    }
                });
        return Collections.unmodifiableMap(examples);
    }

    /** Returns the reasons of absent and failed numbers, by name, in order. */
    public Map<String, String> absent() {
        Map<String, String> absent = new LinkedHashMap<>();
        measurements.forEach(
                (name, measurement) -> {
                    if (measurement instanceof Measurement.Absent missing) {
                        absent.put(name, missing.reason());
                    } else if (measurement instanceof Measurement.Failed failed) {
                        absent.put(name, failed.reason());
                    }
                });
        return Collections.unmodifiableMap(absent);
    }

    /** Returns the exceptions of measurements that failed, by name, in order. */
    public Map<String, Throwable> failures() {
        Map<String, Throwable> failures = new LinkedHashMap<>();
        measurements.forEach(
                (name, measurement) -> {
                    if (measurement instanceof Measurement.Failed failed) {
                        failures.put(name, failed.cause());
                    }
                });
        return Collections.unmodifiableMap(failures);
    }

    /** Returns the caveats of numbers that have one, by name, in order. */
    public Map<String, String> caveats() {
        Map<String, String> caveats = new LinkedHashMap<>();
        measurements.forEach(
                (name, measurement) -> {
                    if (measurement instanceof Measurement.Measured measured
                            && measured.caveat() != null) {
                        caveats.put(name, measured.caveat());
                    }
                });
        return Collections.unmodifiableMap(caveats);
    }
}
