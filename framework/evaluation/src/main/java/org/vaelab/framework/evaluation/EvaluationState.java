// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.random.RandomKey;

/**
 * What all metrics of an evaluation have in common: a key, a listener, and the results that they
 * share. An exception of the listener, by which a run is interrupted, ends the evaluation.
 */
public final class EvaluationState implements EvaluationProgress {

    private final RandomKey key;
    private final EvaluationProgress listener;
    private final boolean isOfSingles;
    private final Map<List<?>, Supplier<?>> shared = new HashMap<>();
    private final Map<String, Measurement> outcomes = new HashMap<>();
    private Map<String, Metric> metrics = Map.of();
    private @Nullable Throwable ofListener;

    public EvaluationState(RandomKey key, EvaluationProgress listener) {
        this(key, listener, false);
    }

    /**
     * Creates an evaluation without results yet.
     *
     * @param isOfSingles whether the bound and log p(x) of an example are those of the example
     *     alone, under a key of its content ({@link Blocks#ofOne})
     */
    public EvaluationState(RandomKey key, EvaluationProgress listener, boolean isOfSingles) {
        this.key = key;
        this.listener = listener;
        this.isOfSingles = isOfSingles;
    }

    boolean isOfSingles() {
        return isOfSingles;
    }

    RandomKey key() {
        return key;
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

    /** Returns an evaluation with the same key, where some shared results are refused. */
    public EvaluationState without(List<Shared<?>> refused, String reason) {
        EvaluationState apart = new EvaluationState(key, this, isOfSingles);
        refused.forEach(
                one ->
                        apart.shared.put(
                                one.identity(), failure(new UndefinedMetricException(reason))));
        return apart;
    }

    /** Sets the metrics of this evaluation, by name. */
    public void setMetrics(Map<String, Metric> all) {
        metrics = all;
    }

    Map<String, Metric> metrics() {
        return metrics;
    }

    /**
     * Returns the outcome of a metric of this evaluation, which the first call measures: so what
     * another metric needs is measured before it.
     *
     * @throws IllegalArgumentException if no metric has the name
     */
    public Measurement outcome(String name, MetricContext subject) {
        Metric metric = metrics.get(name);
        if (metric == null) {
            throw new IllegalArgumentException("no metric '" + name + "' is measured here");
        }
        // Not computeIfAbsent: a metric may ask for another.
        Measurement outcome = outcomes.get(name);
        if (outcome == null) {
            MetricContext own = subject.forMetric(name);
            outcomes.put(name, new Measurement.Failed(needsItself(name)));
            outcome = attempt(() -> metric.measure(own), EvaluationState::without);
            outcomes.put(name, outcome);
        }
        return outcome;
    }

    private static RuntimeException needsItself(String name) {
        return new IllegalStateException("metric '" + name + "' needs its own outcome");
    }

    private static Measurement without(Throwable failure) {
        return failure instanceof UndefinedMetricException
                ? new Measurement.Absent(String.valueOf(failure.getMessage()))
                : new Measurement.Failed(failure);
    }

    /**
     * Runs a measurement. Whatever it throws gives a result instead, unless the listener threw it.
     */
    public <T> T attempt(Supplier<T> measurement, Function<Throwable, T> otherwise) {
        try {
            return measurement.get();
        } catch (RuntimeException | Error e) {
            if (e == ofListener) {
                throw e;
            }
            return otherwise.apply(e);
        }
    }

    /**
     * Returns the result of a name, which the first call computes. If that throws, so does each
     * call.
     */
    Object shared(List<?> name, Supplier<?> computation) {
        // Not computeIfAbsent: a computation may ask for another result.
        Supplier<?> result = shared.get(name);
        if (result == null) {
            result = attempt(() -> value(computation.get()), EvaluationState::failure);
            shared.put(name, result);
        }
        return result.get();
    }

    private static Supplier<?> value(Object value) {
        return () -> value;
    }

    private static Supplier<?> failure(Throwable cause) {
        return () -> {
            if (cause instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) cause;
        };
    }
}
