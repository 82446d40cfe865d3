// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.Arrays;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.vaelab.framework.Internal;
import org.vaelab.reports.statistics.Holm;
import org.vaelab.reports.statistics.TTest;
import org.vaelab.reports.statistics.WilcoxonSignedRank;

/**
 * A model's difference to the baseline in one metric.
 *
 * @param holm the p-value of its t test, adjusted over the models of this metric (Holm); {@code
 *     NaN} if not defined
 * @param signedRanksHolm the p-value of its signed-rank test, adjusted over those of this metric;
 *     {@code NaN} if there is no test
 */
@Internal
public record BaselineDifference(Paired pair, double holm, double signedRanksHolm) {

    /**
     * Compares every other model with the baseline.
     *
     * @param baseline its baseline
     * @return the differences, models in order; Holm's families are the t tests among them, and the
     *     signed-rank tests among them
     */
    public static List<BaselineDifference> of(
            Comparison comparison, ComparedModel baseline, ReportedMetric metric) {
        MeasuredMetric reference = MeasuredMetric.of(baseline, metric);
        List<Paired> pairs =
                comparison.without(baseline).stream()
                        .map(
                                model ->
                                        Paired.of(
                                                MeasuredMetric.of(model, metric),
                                                reference,
                                                "the baseline",
                                                "no seed was completed by both this model and the"
                                                        + " baseline"))
                        .toList();
        double[] holm = adjusted(pairs, BaselineDifference::p);
        double[] signedRanks = adjusted(pairs, BaselineDifference::pOfSignedRanks);
        return IntStream.range(0, pairs.size())
                .mapToObj(i -> new BaselineDifference(pairs.get(i), holm[i], signedRanks[i]))
                .toList();
    }

    /** Adjusts the defined p-values as one family; the others stay {@code NaN}. */
    private static double[] adjusted(List<Paired> pairs, ToDoubleFunction<Paired> p) {
        double[] values = pairs.stream().mapToDouble(p).toArray();
        double[] family = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        PrimitiveIterator.OfDouble next = Arrays.stream(Holm.adjust(family)).iterator();
        return Arrays.stream(values)
                .map(value -> Double.isNaN(value) ? value : next.nextDouble())
                .toArray();
    }

    private static double p(Paired pair) {
        TTest test = pair.test();
        return test == null || !pair.isTested() ? Double.NaN : test.pTwoSided();
    }

    private static double pOfSignedRanks(Paired pair) {
        WilcoxonSignedRank test = pair.signedRanks();
        return test == null ? Double.NaN : test.pTwoSided();
    }
}
