// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import org.vaelab.framework.record.Estimate;

/** What is known of log p(x) of single test examples. */
enum LogProbability {
    /** The evidence lower bound, of all examples. */
    BOUND(Metrics.ELBO),
    /** The importance-weighted estimate, of the examples that have one. */
    IMPORTANCE_WEIGHTED(Metrics.LOG_LIKELIHOOD);

    private final String metric;

    LogProbability(String metric) {
        this.metric = metric;
    }

    /** Returns the metric whose values of single examples these are. */
    String metric() {
        return metric;
    }

    /**
     * Returns the end of the name of a metric that is computed from it: none for the bound.
     *
     * @param ofEstimate for the estimate
     */
    String suffix(String ofEstimate) {
        return this == BOUND ? "" : "." + ofEstimate;
    }

    /**
     * Returns the metric as it was measured.
     *
     * @throws UndefinedMetricException if it was not
     */
    Estimate measured(MetricContext subject) {
        if (subject.measured().get(metric) instanceof Measurement.Measured found) {
            return found.estimate();
        }
        throw new UndefinedMetricException(metric + " was not measured");
    }

    PerExample of(PerDatum perDatum) {
        return this == BOUND
                ? PerExample.ofAll(perDatum.elbo())
                : new PerExample(perDatum.estimated(), perDatum.logLikelihood());
    }
}
