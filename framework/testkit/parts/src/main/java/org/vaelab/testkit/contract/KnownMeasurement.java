// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.settings.PartChoice;

/**
 * A model and data of the author's own of which the value of a metric is known: for metrics that are
 * not defined on the data of a {@link KnownAnswer}.
 *
 * @param metric its name
 * @param tolerance of the value: that of rounding, or standard errors where the metric draws
 */
public record KnownMeasurement(
        String metric,
        LatentVariableModel model,
        EvaluationData data,
        double value,
        double tolerance) {

    /** Asserts that the metric has the value. */
    void check(Metrics metrics, PartChoice chosen) {
        RandomKey key = RandomKey.of(0).split("known measurement");
        MetricTrial trial =
                new MetricTrial(
                        model, metrics, Map.of(metric, chosen), data.test(), data.test(), key);
        MetricTrial.Outcome outcome = trial.measure(data, List.of(metric));
        Estimate estimate = outcome.metrics().get(metric);
        if (estimate == null) {
            throw new AssertionError(
                    "%s is absent of a model and data with a known value: %s"
                            .formatted(metric, outcome.absent().get(metric)));
        }
        if (!(Math.abs(estimate.value() - value) <= tolerance)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s of a model and data of its own is %.8g, and the known value %.8g within %.2g",
                            metric,
                            estimate.value(),
                            value,
                            tolerance));
        }
    }
}
