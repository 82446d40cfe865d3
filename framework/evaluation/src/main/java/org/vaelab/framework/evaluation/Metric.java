// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.settings.ExtensionPoint;

/** One number about a trained model and test data. */
@ExtensionPoint("metric")
@FunctionalInterface
public interface Metric {

    /** Measures, or says why the number is not defined. Equal subjects give equal bytes. */
    Measurement measure(MetricContext subject);

    /**
     * Describes the metric for reports and lists. The default has the name of the metric for a label
     * and ranks nothing; unit and kind are those of its measurements.
     */
    default MetricDescription description() {
        return MetricDescription.undeclared("");
    }

    /** Returns whether every model for which the metric is defined is measured, asked for or not. */
    default boolean isMeasuredWhereDefined() {
        return false;
    }
}
