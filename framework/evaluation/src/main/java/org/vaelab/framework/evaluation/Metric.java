// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Optional;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.ExtensionPoint;

/** One number about a trained model and test data. */
@ExtensionPoint("metric")
@FunctionalInterface
public interface Metric {

    /**
     * Measures. Equal subjects give equal bytes.
     *
     * @throws UndefinedMetricException if the number is not defined; the message says why
     */
    Measured measure(MetricContext subject);

    /**
     * Describes the metric for reports and lists. The default has the name of the metric for a
     * label and ranks nothing; unit and kind are those of its measurements.
     */
    default MetricDescription description() {
        return MetricDescription.undeclared("");
    }

    /**
     * Describes a part of the measurement. The default says that it is the same quantity of that
     * part alone.
     *
     * @param whole the description of the metric, with a label
     */
    default MetricDescription describe(String part, MetricDescription whole) {
        return whole.ofPart(part);
    }

    /**
     * Returns the reason if the metric is not defined for data, whatever the model is. A config
     * that asks for it is then rejected by name, before training. The default is empty.
     */
    default Optional<String> obstacle(DataSummary data) {
        return Optional.empty();
    }

    /**
     * Returns whether every model for which the metric is defined is measured, asked for or not.
     */
    default boolean isMeasuredWhereDefined() {
        return false;
    }

    /** Returns a metric that is left out where it is not defined. */
    static Metric whereDefined(Metric metric) {
        return new Metric() {
            @Override
            public Measured measure(MetricContext subject) {
                return metric.measure(subject);
            }

            @Override
            public boolean isMeasuredWhereDefined() {
                return true;
            }
        };
    }
}
