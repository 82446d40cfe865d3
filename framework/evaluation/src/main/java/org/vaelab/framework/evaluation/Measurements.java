// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * The measurements of one evaluation by name, in order. If one throws, the exception is recorded in place
 * of its number and the others are kept. An exception of the listener, by which a run is interrupted, is
 * passed on.
 */
final class Measurements implements EvaluationProgress {

    private final EvaluationProgress listener;
    private final Map<String, Measurement> byName = new LinkedHashMap<>();
    private @Nullable Throwable ofListener;

    Measurements(EvaluationProgress listener) {
        this.listener = listener;
    }

    Map<String, Measurement> byName() {
        return byName;
    }

    /** Returns the outcomes without what computes them of some examples. */
    Map<String, Measurement> results() {
        Map<String, Measurement> results = new LinkedHashMap<>();
        byName.forEach(
                (name, found) ->
                        results.put(
                                name,
                                found instanceof Measurement.Measured whole
                                        ? whole.of(null)
                                        : found));
        return results;
    }

    @Override
    public void advanced(String metric, int done, int examples) {
        try {
            listener.advanced(metric, done, examples);
        } catch (RuntimeException | Error e) {
            ofListener = e;
            throw e;
        }
    }

    /**
     * Runs a measurement, which must report its progress to this object.
     *
     * @param names of what it measures; those without a number when it throws have failed
     * @return its result; empty if it failed
     */
    <T> Optional<T> run(Supplier<Optional<T>> measurement, String... names) {
        try {
            return measurement.get();
        } catch (RuntimeException | Error e) {
            if (e == ofListener) {
                throw e;
            }
            for (String name : names) {
                byName.putIfAbsent(name, new Measurement.Failed(e));
            }
            return Optional.empty();
        }
    }

    void put(String name, Measurement measurement) {
        byName.put(name, measurement);
        if (measurement instanceof Measurement.Measured whole) {
            whole.parts().forEach((part, own) -> put(name + "." + part, own, whole.examples()));
        }
    }

    /** Adds curves to a number. */
    void show(String name, DiagnosticCurves curves) {
        if (byName.get(name) instanceof Measurement.Measured found) {
            byName.put(name, found.showing(curves));
        }
    }

    /** Adds a caveat to a number. */
    void doubt(String name, String caveat) {
        if (byName.get(name) instanceof Measurement.Measured found) {
            byName.put(name, found.with(Optional.of(caveat)));
        }
    }

    void put(String name, Estimate estimate, int examples) {
        put(name, new Measurement.Measured(estimate, examples));
    }

    /** Puts the mean of numbers in nats. */
    void putMean(String name, double[] perDatum, EstimateKind kind, long samples) {
        put(name, Estimate.ofMean(perDatum, "nats", kind, samples), perDatum.length);
    }

    /** Puts the mean of numbers in nats, which is known of some of the examples too. */
    void putMean(String name, PerExample numbers, EstimateKind kind, long samples) {
        put(name, mean(numbers, kind, samples));
    }

    static Measurement.Measured mean(PerExample numbers, EstimateKind kind, long samples) {
        return numbers.measured(
                some ->
                        new Measurement.Measured(
                                Estimate.ofMean(some.values(), "nats", kind, samples),
                                some.rows().length));
    }

    void putAbsent(String reason, String... names) {
        for (String name : names) {
            put(name, new Measurement.Absent(reason));
        }
    }
}
