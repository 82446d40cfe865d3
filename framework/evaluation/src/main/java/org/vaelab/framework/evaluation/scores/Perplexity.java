// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import org.vaelab.framework.Internal;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.RatioOfMeans;
import org.vaelab.framework.evaluation.bound.BoundOrEstimate;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;

/**
 * The perplexity of texts, {@code exp(-sum_i log p(x_i) / sum_i n_i)} with n_i tokens, the end of a
 * text among them. A lower bound of log p(x) gives an upper bound. Perplexities compare if tokens
 * are the same.
 */
@Internal
public record Perplexity(BoundOrEstimate source) implements Metric {

    @Override
    public MetricDescription description() {
        boolean bound = source == BoundOrEstimate.BOUND;
        return MetricDescription.of(
                        bound ? "Perplexity" : "Perplexity (IW)",
                        Direction.LOWER,
                        "The perplexity per token, ends of texts included, from the "
                                + (bound
                                        ? "evidence lower bound."
                                        : "importance-weighted estimate of log p(x)."))
                .in("1", EstimateKind.UPPER_BOUND);
    }

    @Override
    public Asked asked() {
        return Asked.WHERE_DEFINED;
    }

    @Override
    public Measured measure(MetricContext subject) {
        subject.undefinedIf(subject.test().domain() != ValueDomain.TOKENS, "the data are no texts");
        Estimate from = source.mean(subject);
        EstimateKind kind =
                from.kind() == EstimateKind.EXACT ? EstimateKind.EXACT : EstimateKind.UPPER_BOUND;
        return source.of(subject)
                .measured(
                        some ->
                                new Measured(
                                        RatioOfMeans.perValue(
                                                        some, subject.test(), (logP, n) -> -logP)
                                                .exponential()
                                                .in("1", kind, from),
                                        some.rows().length));
    }
}
