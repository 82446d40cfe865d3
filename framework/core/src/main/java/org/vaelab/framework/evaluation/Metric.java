// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.record.MetricDescription;

/** One number about a trained model and test data. */
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
}
