// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.reports.comparison.EvaluationProtocol.Limits;
import org.vaelab.reports.statistics.Looks;
import org.vaelab.reports.statistics.TTest;
import org.vaelab.reports.statistics.WilcoxonSignedRank;

/**
 * Two models in one metric, paired by seed.
 *
 * @param limits what the difference of the values says about that of the quantities
 * @param seeds those that both completed; none if the two are not compared
 * @param obstacle why they are not compared; null if they are
 */
@Internal
public record Paired(
        MeasuredMetric one,
        MeasuredMetric other,
        Limits limits,
        List<Long> seeds,
        @Nullable String obstacle) {

    /** The fewest pairs for which the exact signed-rank test can have p below 0.05. */
    public static final int FEWEST_RANKED = 6;

    /** The most pairs for which its exact distribution is counted. */
    public static final int MOST_RANKED = 50;

    public Paired {
        seeds = List.copyOf(seeds);
    }

    /**
     * Pairs two models.
     *
     * @param nameOfOther the other model in the obstacle that it has no value
     * @param noSeed the obstacle that there is no common seed
     */
    static Paired of(MeasuredMetric one, MeasuredMetric other, String nameOfOther, String noSeed) {
        Limits limits = EvaluationProtocol.limits(one, other);
        List<Long> seeds =
                one.bySeed().keySet().stream().filter(other.bySeed()::containsKey).toList();
        Optional<String> obstacle =
                limits == Limits.NONE
                        ? obstacle(one, other, nameOfOther)
                        : seeds.isEmpty() ? Optional.of(noSeed) : Optional.empty();
        return obstacle.isEmpty()
                ? new Paired(one, other, limits, seeds, null)
                : new Paired(one, other, Limits.NONE, List.of(), obstacle.get());
    }

    private static Optional<String> obstacle(
            MeasuredMetric one, MeasuredMetric other, String nameOfOther) {
        if (one.bySeed().isEmpty() || other.bySeed().isEmpty()) {
            return Optional.of(
                    one.bySeed().isEmpty() ? "there is no value" : nameOfOther + " has no value");
        }
        List<EvaluationProtocol> protocols =
                Stream.of(other, one).flatMap(m -> m.protocols().stream()).distinct().toList();
        return Optional.of(
                protocols.size() > 1
                        ? "not comparable: the values differ in "
                                + EvaluationProtocol.differences(protocols)
                        : "a value is not a finite number");
    }

    /** Returns the mean over seeds of one minus other; {@code NaN} without any. */
    public double mean() {
        double[] a = values(one);
        double[] b = values(other);
        return a.length == 0
                ? Double.NaN
                : a.length == 1 ? a[0] - b[0] : TTest.paired(a, b).meanDifference();
    }

    /** Returns whether seeds of one of the two were added after a look at those that both had. */
    Looks looks() {
        Set<Long> common = new HashSet<>(seeds);
        List<Set<Long>> seen =
                Stream.of(one, other).flatMap(of -> Stream.ofNullable(of.model().seen())).toList();
        seen.forEach(common::retainAll);
        return seen.isEmpty() ? Looks.ONCE : Looks.from(common.size());
    }

    /** Returns the paired t test; null below two seeds. */
    public @Nullable TTest test() {
        return seeds.size() < 2 ? null : TTest.paired(values(one), values(other), looks());
    }

    /** Returns half the width of the interval of the mean; {@code NaN} below two seeds. */
    public double halfWidth() {
        TTest test = test();
        return test == null ? Double.NaN : test.halfWidth(MeasuredMetric.CONFIDENCE);
    }

    /** Returns whether a difference of this sign can show anything under these limits. */
    public boolean isTested() {
        return limits.canShow(one.metric().sign() * mean());
    }

    /**
     * Returns the exact signed-rank test; null below {@value #FEWEST_RANKED} pairs, where it cannot
     * reach 0.05, beyond {@value #MOST_RANKED}, and after repeated looks, which its level does not
     * cover.
     */
    public @Nullable WilcoxonSignedRank signedRanks() {
        return !isTested()
                        || looks().isRepeated()
                        || seeds.size() < FEWEST_RANKED
                        || seeds.size() > MOST_RANKED
                ? null
                : WilcoxonSignedRank.of(values(one), values(other));
    }

    /** Returns the values of one of the two, by seed. */
    double[] values(MeasuredMetric of) {
        return seeds.stream().mapToDouble(seed -> of.bySeed().get(seed).value()).toArray();
    }
}
