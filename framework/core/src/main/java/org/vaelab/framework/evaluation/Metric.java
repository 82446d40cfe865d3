// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

/** One number about a trained model and test data. */
@FunctionalInterface
public interface Metric {

    /** Measures, or says why the number is not defined. Equal subjects give equal bytes. */
    Measurement measure(MetricContext subject);
}
