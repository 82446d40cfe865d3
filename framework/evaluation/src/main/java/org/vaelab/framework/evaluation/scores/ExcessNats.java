// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.bound.BoundOrEstimate;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;

/**
 * By how much a model is worse than the true distribution p* of the data, where that is known: the
 * mean over test data of {@code log p*(x) - log p(x)}. In expectation it is KL(p* || p). From a
 * lower bound of log p(x) it is an upper bound, which is 0 for the best model and a perfect encoder
 * alone. For a model given c, both are given c.
 */
@Internal
public record ExcessNats(BoundOrEstimate source) implements Metric {

    private static final String NATS = "nats";

    @Override
    public MetricDescription description() {
        boolean bound = source == BoundOrEstimate.BOUND;
        return MetricDescription.of(
                        bound ? "Excess nats" : "Excess nats (IW)",
                        Direction.LOWER,
                        "The mean of log p*(x) minus the "
                                + (bound ? "bound" : "estimate of log p(x)")
                                + ", where p* is the known distribution of the data, given what the model is"
                                + " given; at least 0 in expectation.")
                .in(NATS, EstimateKind.UPPER_BOUND);
    }

    @Override
    public Asked asked() {
        return Asked.WHERE_DEFINED;
    }

    @Override
    public Measured measure(MetricContext subject) {
        KnownDistribution known = subject.truth();
        Estimate from = source.mean(subject);
        PerExample model = source.of(subject);
        double[] excess = new double[model.rows().length];
        Examples whole = subject.test().whole();
        double[] x = new double[whole.width()];
        for (int i = 0; i < excess.length; i++) {
            whole.read(model.rows()[i], x, 0);
            excess[i] = known.logProbability(x) - model.values()[i];
        }
        EstimateKind kind =
                from.kind() == EstimateKind.EXACT
                        ? EstimateKind.UNBIASED_ESTIMATE
                        : EstimateKind.UPPER_BOUND;
        return new Measured(Estimate.ofMean(excess, NATS, kind, from.samples()), excess.length);
    }
}
