// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;

/**
 * Bits per dimension of the data: {@code -log p(x) / (dimensions ln 2)}, from the
 * importance-weighted bound, or from the evidence lower bound where that is absent. A lower bound
 * of log p(x) gives an upper bound, an exact value the bits themselves. Dimensions are observed values:
 * where some are missing, their mean number per datum.
 *
 * <p>Defined if log p(x) is the logarithm of a probability. A density needs data that were spread
 * evenly over bins of a known width ({@link #dequantized}). The bits are then an upper bound of
 * those of the levels, and compare with those of a probability of the levels (Theis et al. 2016,
 * section 3.1). A density at the grey levels themselves can be arbitrarily large, and gives no
 * bits.
 */
final class BitsPerDimension implements Metric {

    private static final double LN_2 = Math.log(2);

    /** Returns {@code nats / (dimensions ln 2)}. */
    static double of(double nats, double dimensions) {
        return nats / (dimensions * LN_2);
    }

    /**
     * Returns the bits of data that were spread over bins, from a negative log-density: {@code (nats
     * - dimensions ln binWidth) / (dimensions ln 2)}.
     *
     * @param binWidth the width of one level on the scale of the density, such as 1/256
     */
    static double dequantized(double nats, double dimensions, double binWidth) {
        return of(nats - dimensions * Math.log(binWidth), dimensions);
    }

    /** Returns the mean number of observed values of the examples that were measured. */
    private static double observedValues(MetricContext subject, int count) {
        Examples examples = subject.subset().of(subject.test(), count);
        return IntStream.range(0, examples.size()).map(examples::observed).average().orElseThrow();
    }

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "bits/dim",
                        Direction.LOWER,
                        "Bits per dimension, -log p(x) / (dimensions ln 2).")
                .in("bits/dim", EstimateKind.UPPER_BOUND);
    }

    @Override
    public Measurement measure(MetricContext subject) {
        OptionalDouble binWidth = subject.test().binWidth();
        if (!subject.model().generative().isProbability() && binWidth.isEmpty()) {
            return new Measurement.Absent(
                    "the likelihood is a density, which counts bits of dequantised grey levels"
                            + " alone (data.dequantize: uniform)");
        }
        Measurement logLikelihood = subject.measured().get(Metrics.LOG_LIKELIHOOD);
        Measurement source =
                logLikelihood instanceof Measurement.Measured
                        ? logLikelihood
                        : subject.measured().get(Metrics.ELBO);
        if (!(source instanceof Measurement.Measured bound)) {
            return new Measurement.Absent("no bound of log p(x) was measured");
        }
        Estimate nats = bound.estimate();
        double dimensions = observedValues(subject, bound.examples());
        return new Measurement.Measured(
                new Estimate(
                        binWidth.isPresent()
                                ? dequantized(-nats.value(), dimensions, binWidth.getAsDouble())
                                : of(-nats.value(), dimensions),
                        of(nats.standardError(), dimensions),
                        "bits/dim",
                        nats.kind() == EstimateKind.EXACT && binWidth.isEmpty()
                                ? EstimateKind.EXACT
                                : EstimateKind.UPPER_BOUND,
                        nats.samples(),
                        nats.samplesFor()),
                bound.examples());
    }
}
