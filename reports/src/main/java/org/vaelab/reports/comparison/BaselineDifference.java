// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.statistics.Holm;
import org.vaelab.reports.statistics.TTest;
import org.vaelab.reports.statistics.WilcoxonSignedRank;

/**
 * A model's difference to the baseline in one metric, paired by seed.
 *
 * @param model the model
 * @param pairs the number of seeds that both completed
 * @param mean the mean of model minus baseline; {@code NaN} without a pair
 * @param test the paired t test; null below two pairs
 * @param holm its p-value, adjusted over the models of this metric; {@code NaN} if not defined
 * @param wilcoxon the exact signed-rank test; null below {@value #WILCOXON_PAIRS} pairs, where it
 *     cannot reach 0.05
 * @param obstacle why the two are not compared; null if they are
 */
public record BaselineDifference(
        ComparedModel model,
        int pairs,
        double mean,
        @Nullable TTest test,
        double holm,
        @Nullable WilcoxonSignedRank wilcoxon,
        @Nullable String obstacle) {

    /** The fewest pairs for which the exact signed-rank test can come below 0.05. */
    public static final int WILCOXON_PAIRS = 6;

    private static final int WILCOXON_LIMIT = 50;

    /**
     * Compares every other model with the baseline.
     *
     * @param comparison the comparison
     * @param baseline its baseline
     * @param metric the metric
     * @return the differences, models in order; Holm's family are the tests among them
     */
    public static List<BaselineDifference> of(
            Comparison comparison, ComparedModel baseline, Metric metric) {
        Measured reference = Measured.of(baseline, metric);
        List<BaselineDifference> raw = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            if (!model.name().equals(baseline.name())) {
                raw.add(between(Measured.of(model, metric), reference));
            }
        }
        double[] p =
                raw.stream()
                        .filter(BaselineDifference::isTested)
                        .mapToDouble(BaselineDifference::p)
                        .toArray();
        double[] adjusted = Holm.adjust(p);
        List<BaselineDifference> all = new ArrayList<>();
        int next = 0;
        for (BaselineDifference one : raw) {
            all.add(one.isTested() ? one.withHolm(adjusted[next++]) : one);
        }
        return all;
    }

    private static BaselineDifference between(Measured model, Measured baseline) {
        Optional<String> obstacle = obstacle(model, baseline);
        if (obstacle.isPresent()) {
            return new BaselineDifference(
                    model.model(), 0, Double.NaN, null, Double.NaN, null, obstacle.get());
        }
        List<Long> seeds =
                model.bySeed().keySet().stream().filter(baseline.bySeed()::containsKey).toList();
        double[] a = seeds.stream().mapToDouble(s -> model.bySeed().get(s).value()).toArray();
        double[] b = seeds.stream().mapToDouble(s -> baseline.bySeed().get(s).value()).toArray();
        int n = seeds.size();
        if (n == 0) {
            return new BaselineDifference(
                    model.model(),
                    0,
                    Double.NaN,
                    null,
                    Double.NaN,
                    null,
                    "no seed was completed by both this model and the baseline");
        }
        TTest test = n < 2 ? null : TTest.paired(a, b);
        WilcoxonSignedRank wilcoxon =
                n < WILCOXON_PAIRS || n > WILCOXON_LIMIT ? null : WilcoxonSignedRank.of(a, b);
        double mean = test == null ? a[0] - b[0] : test.meanDifference();
        return new BaselineDifference(model.model(), n, mean, test, Double.NaN, wilcoxon, null);
    }

    private static Optional<String> obstacle(Measured model, Measured baseline) {
        if (model.bySeed().isEmpty() || baseline.bySeed().isEmpty()) {
            return Optional.of(
                    model.bySeed().isEmpty()
                            ? "this model has no value"
                            : "the baseline has no value");
        }
        if (!model.basis().equals(baseline.basis()) || model.basis().isEmpty()) {
            return Optional.of(
                    "not comparable: the values differ in kind, unit, K or number of data");
        }
        if (!model.isFinite() || !baseline.isFinite()) {
            return Optional.of("a value is not a finite number");
        }
        return Optional.empty();
    }

    private boolean isTested() {
        return !Double.isNaN(p());
    }

    private double p() {
        return test == null ? Double.NaN : test.pTwoSided();
    }

    private BaselineDifference withHolm(double adjusted) {
        return new BaselineDifference(model, pairs, mean, test, adjusted, wilcoxon, obstacle);
    }
}
