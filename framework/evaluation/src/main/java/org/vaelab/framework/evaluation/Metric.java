// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.settings.ExtensionPoint;

/** One number about a trained model and test data. */
@ExtensionPoint("metric")
@FunctionalInterface
public interface Metric {

    /** Measures, or says why the number is not defined. Equal subjects give equal bytes. */
    Measurement measure(MetricContext subject);

    /** Returns whether every model for which the metric is defined is measured, asked for or not. */
    default boolean isMeasuredWhereDefined() {
        return false;
    }
}
