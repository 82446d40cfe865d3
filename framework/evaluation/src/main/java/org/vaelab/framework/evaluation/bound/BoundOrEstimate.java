// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.record.Estimate;

/** What is known of log p(x) of single test examples. */
public enum BoundOrEstimate {
    /** The evidence lower bound, of all examples. */
    BOUND,
    /** The importance-weighted estimate, of the examples that have one. */
    IMPORTANCE_WEIGHTED;

    /**
     * Returns the end of the name of a metric that is computed from it: none for the bound.
     *
     * @param ofEstimate for the estimate
     */
    public String suffix(String ofEstimate) {
        return this == BOUND ? "" : "." + ofEstimate;
    }

    /**
     * Returns its mean.
     *
     * @throws UndefinedMetricException if there is none
     */
    public Estimate mean(MetricContext subject) {
        return (this == BOUND
                        ? subject.get(Bound.OWN).elboMean()
                        : subject.get(ImportanceEstimate.OWN).logLikelihood())
                .estimate();
    }

    /**
     * Returns the values of single examples.
     *
     * @throws UndefinedMetricException if there are none
     */
    public PerExample of(MetricContext subject) {
        if (this == BOUND) {
            return PerExample.ofAll(subject.get(Bound.OWN).bounds().elbo());
        }
        PerDatum estimates = subject.get(ImportanceEstimate.OWN).perDatum();
        return new PerExample(estimates.estimated(), estimates.logLikelihood());
    }
}
