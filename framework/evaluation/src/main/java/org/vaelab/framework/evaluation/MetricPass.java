// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures metrics one after the other.
 *
 * @param metrics by name, in order
 * @param unasked the names of those that are measured of every model; without a number they are left out
 */
record MetricPass(Map<String, Metric> metrics, Set<String> unasked) {

    /** Puts the outcome of each metric, also of one that throws. */
    void measure(MetricContext.Evaluation evaluation, Measurements measured) {
        int examples = evaluation.data().test().size();
        metrics.forEach(
                (name, metric) -> {
                    MetricContext context =
                            new MetricContext(
                                    evaluation, evaluation.key().split(name), measured.byName());
                    measured.advanced(name, 0, examples);
                    measured.run(() -> Optional.of(metric.measure(context)), name)
                            .ifPresent(outcome -> put(name, outcome, measured));
                });
    }

    private void put(String name, Measurement outcome, Measurements measured) {
        if (outcome instanceof Measurement.Measured number) {
            measured.put(name, number);
            number.parts()
                    .forEach(
                            (part, estimate) ->
                                    measured.put(name + "." + part, estimate, number.examples()));
        } else if (outcome instanceof Measurement.Failed || !unasked.contains(name)) {
            measured.put(name, outcome);
        }
    }
}
