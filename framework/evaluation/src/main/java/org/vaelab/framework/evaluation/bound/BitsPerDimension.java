// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import java.util.OptionalDouble;
import java.util.Set;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.RatioOfMeans;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.settings.Part;

/**
 * Bits per dimension of the data: {@code -log p(x) / (dimensions ln 2)}, from the
 * importance-weighted bound, or from the evidence lower bound where that is absent. A lower bound
 * of log p(x) gives an upper bound, an exact value the bits themselves. Dimensions are observed
 * values: of texts and of rows with gaps, each datum has its own number, and the bits are a {@link
 * RatioOfMeans}.
 *
 * <p>Defined if log p(x) is the logarithm of a probability. A density needs data that were spread
 * evenly over bins of a known width ({@link #bits}). The bits are then an upper bound of
 * those of the levels, and compare with those of a probability of the levels (Theis et al. 2016,
 * section 3.1). A density at the grey levels themselves can be arbitrarily large, and gives no
 * bits.
 */
@Part("bitsPerDimension")
public record BitsPerDimension() implements Metric {

    private static final double LN_2 = Math.log(2);

    /**
     * Returns the bits of a datum: {@code -(log p(x) + dimensions ln binWidth) / ln 2}.
     *
     * @param binWidth the width of one level on the scale of a density, such as 1/256, over which
     *     the data were spread; 1 for a probability
     */
    public static double bits(double logProbability, double dimensions, double binWidth) {
        return -(logProbability + dimensions * Math.log(binWidth)) / LN_2;
    }

    /** Returns the bits per observed value of some examples. */
    static RatioOfMeans bits(PerExample logProbabilities, Examples examples, double binWidth) {
        return RatioOfMeans.perValue(
                logProbabilities, examples, (logP, d) -> bits(logP, d, binWidth));
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "bits/dim",
                        Direction.LOWER,
                        "Bits per dimension, -log p(x) / (dimensions ln 2).")
                .in("bits/dim", EstimateKind.UPPER_BOUND)
                .as(MetricRole.SCALED_LOG_LIKELIHOOD);
    }

    @Override
    public Asked asked() {
        return Asked.ALWAYS;
    }

    @Override
    public Set<String> needs() {
        return Set.of(ImportanceEstimate.LOG_LIKELIHOOD);
    }

    @Override
    public Measured measure(MetricContext subject) {
        OptionalDouble binWidth = subject.test().binWidth();
        subject.undefinedIf(
                !subject.model().generative().isProbability() && binWidth.isEmpty(),
                "the likelihood is a density, which counts bits of dequantised grey levels"
                        + " alone (data.dequantize: uniform)");
        BoundOrEstimate source =
                subject.attempt(ImportanceEstimate.OWN).isPresent()
                        ? BoundOrEstimate.IMPORTANCE_WEIGHTED
                        : BoundOrEstimate.BOUND;
        Estimate estimate = source.mean(subject);
        EstimateKind kind =
                estimate.kind() == EstimateKind.EXACT && binWidth.isEmpty()
                        ? EstimateKind.EXACT
                        : EstimateKind.UPPER_BOUND;
        return source.of(subject)
                .measured(
                        some ->
                                new Measured(
                                        bits(some, subject.test(), binWidth.orElse(1))
                                                .in("bits/dim", kind, estimate),
                                        some.rows().length));
    }
}
