// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.statistics.Holm;
import org.vaelab.reports.statistics.TTest;
import org.vaelab.reports.statistics.WilcoxonSignedRank;

/**
 * A model's difference to the baseline in one metric, paired by seed.
 *
 * @param limits what the difference of the values says about that of the quantities
 * @param isTested whether a difference of this sign can show anything under these limits
 * @param pairs the number of seeds that both completed
 * @param mean the mean of model minus baseline; {@code NaN} without a pair
 * @param test the paired t test; null below two pairs
 * @param holm its p-value, adjusted over the models of this metric (Holm); {@code NaN} if not defined
 * @param wilcoxon the exact signed-rank test; null below {@value #WILCOXON_PAIRS} pairs, where it
 *     cannot reach 0.05, and beyond {@value #MOST_WILCOXON_PAIRS}
 * @param wilcoxonHolm its p-value, adjusted over the signed-rank tests of this metric; {@code NaN} if
 *     there is no test
 * @param obstacle why the two are not compared; null if they are
 */
public record BaselineDifference(
        ComparedModel model,
        Limits limits,
        boolean isTested,
        int pairs,
        double mean,
        @Nullable TTest test,
        double holm,
        @Nullable WilcoxonSignedRank wilcoxon,
        double wilcoxonHolm,
        @Nullable String obstacle) {

    /** The fewest pairs for which the exact signed-rank test can have p below 0.05. */
    public static final int WILCOXON_PAIRS = 6;

    /** The most pairs for which its exact distribution is counted. */
    public static final int MOST_WILCOXON_PAIRS = 50;

    /**
     * Compares every other model with the baseline.
     *
     * @param baseline its baseline
     * @return the differences, models in order; Holm's families are the t tests among them, and the
     *     signed-rank tests among them
     */
    public static List<BaselineDifference> of(
            Comparison comparison, ComparedModel baseline, Metric metric) {
        Measured reference = Measured.of(baseline, metric);
        List<BaselineDifference> raw =
                comparison.without(baseline).stream()
                        .map(model -> between(Measured.of(model, metric), reference))
                        .toList();
        double[] holm = adjusted(raw, BaselineDifference::p);
        double[] wilcoxonHolm = adjusted(raw, BaselineDifference::wilcoxonP);
        List<BaselineDifference> all = new ArrayList<>();
        for (int i = 0; i < raw.size(); i++) {
            all.add(raw.get(i).with(holm[i], wilcoxonHolm[i]));
        }
        return all;
    }

    /** Adjusts the defined p-values as one family; the others stay {@code NaN}. */
    private static double[] adjusted(
            List<BaselineDifference> all, ToDoubleFunction<BaselineDifference> p) {
        double[] values = all.stream().mapToDouble(p).toArray();
        double[] family = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        PrimitiveIterator.OfDouble next = Arrays.stream(Holm.adjust(family)).iterator();
        return Arrays.stream(values)
                .map(value -> Double.isNaN(value) ? value : next.nextDouble())
                .toArray();
    }

    private static BaselineDifference between(Measured model, Measured baseline) {
        Optional<String> obstacle = obstacle(model, baseline, "the baseline");
        Limits limits = EvaluationProtocol.limits(model, baseline);
        if (obstacle.isPresent() && limits == Limits.NONE) {
            return without(model, obstacle.get());
        }
        double[][] common = Measured.common(model, baseline);
        double[] a = common[0];
        double[] b = common[1];
        int n = a.length;
        if (n == 0) {
            return without(model, "no seed was completed by both this model and the baseline");
        }
        TTest test = n < 2 ? null : TTest.paired(a, b);
        double mean = test == null ? a[0] - b[0] : test.meanDifference();
        boolean isTested = limits.canShow(model.metric().sign() * mean);
        WilcoxonSignedRank wilcoxon =
                !isTested || n < WILCOXON_PAIRS || n > MOST_WILCOXON_PAIRS
                        ? null
                        : WilcoxonSignedRank.of(a, b);
        return new BaselineDifference(
                model.model(),
                limits,
                isTested,
                n,
                mean,
                test,
                Double.NaN,
                wilcoxon,
                Double.NaN,
                null);
    }

    private static BaselineDifference without(Measured model, String obstacle) {
        return new BaselineDifference(
                model.model(),
                Limits.NONE,
                false,
                0,
                Double.NaN,
                null,
                Double.NaN,
                null,
                Double.NaN,
                obstacle);
    }

    /** Returns why two models are not compared; empty if they are. */
    static Optional<String> obstacle(Measured model, Measured baseline, String nameOfBaseline) {
        if (model.bySeed().isEmpty() || baseline.bySeed().isEmpty()) {
            return Optional.of(
                    model.bySeed().isEmpty()
                            ? "this model has no value"
                            : nameOfBaseline + " has no value");
        }
        List<EvaluationProtocol> protocols =
                Stream.of(baseline, model).flatMap(m -> m.protocols().stream()).distinct().toList();
        if (protocols.size() > 1) {
            return Optional.of(
                    "not comparable: the values differ in "
                            + EvaluationProtocol.differences(protocols));
        }
        if (!model.isFinite() || !baseline.isFinite()) {
            return Optional.of("a value is not a finite number");
        }
        return Optional.empty();
    }

    private double p() {
        return test == null || !isTested ? Double.NaN : test.pTwoSided();
    }

    private double wilcoxonP() {
        return wilcoxon == null ? Double.NaN : wilcoxon.pTwoSided();
    }

    private BaselineDifference with(double adjusted, double wilcoxonAdjusted) {
        return new BaselineDifference(
                model,
                limits,
                isTested,
                pairs,
                mean,
                test,
                adjusted,
                wilcoxon,
                wilcoxonAdjusted,
                obstacle);
    }
}
