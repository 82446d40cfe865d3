// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.StatUtils;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.LagWindow;

/**
 * The mean difference of two models over the same test examples, as {@code loo_compare} of the R
 * package loo computes it (Vehtari, Gelman and Gabry 2017, eq. 24).
 *
 * <pre>
 * d_i = a_i - b_i,   mean = 1/n sum_i d_i,   standardError = sd(d) / sqrt(n)
 * </pre>
 *
 * <p>Larger values are better. The error is that of other test examples for the same trained
 * models. Examples that are hard for both models cancel, so it is smaller than the error of either
 * mean. If all differences are equal, it is 0. Of windows of longer series it is that of {@link
 * LagWindow}, NaN where they are too few.
 *
 * @param n the number of examples, at least 2
 * @param mean of a - b
 * @param standardError of the mean
 * @param probabilityBetter Phi(mean / standardError), the probability that a is better on average
 *     over all examples; NaN if all differences are 0
 * @param effectSize Cohen's d_z, mean / sd(d); NaN if all differences are 0
 * @param shareBetter the share of examples on which a is better; ties count half
 * @param dominating the examples, farthest from the mean first, with more than half of the sum of
 *     squared deviations, if these are at most 1 % of all examples (or one example); else none
 * @param meanOfOthers the mean difference without the dominating examples
 */
@Internal
public record DifferenceOverExamples(
        int n,
        double mean,
        double standardError,
        double probabilityBetter,
        double effectSize,
        double shareBetter,
        List<Integer> dominating,
        double meanOfOthers) {

    private static final int PERCENT = 100;

    /** Of fewer examples, one always has a large part. */
    private static final int FEWEST = 5;

    /**
     * Compares two models.
     *
     * @param a values of one model, larger is better
     * @param b values of the other, of the same examples in the same order
     * @throws IllegalArgumentException if the lengths differ or there are fewer than two examples
     */
    public static DifferenceOverExamples of(double[] a, double[] b) {
        return of(a, b, null);
    }

    /**
     * Compares two models.
     *
     * @param windows that the examples are; null: they share nothing
     */
    public static DifferenceOverExamples of(double[] a, double[] b, @Nullable LagWindow windows) {
        double[] differences = TTest.differences(a, b);
        int n = differences.length;
        if (n < 2) {
            throw new IllegalArgumentException(
                    "a paired difference needs two examples, but there is " + n);
        }
        double mean = StatUtils.mean(differences);
        double deviation = Math.sqrt(StatUtils.variance(differences, mean));
        double error = windows == null ? deviation / Math.sqrt(n) : windows.ofMean(differences);
        double better = Arrays.stream(differences).map(d -> d > 0 ? 1 : d == 0 ? 0.5 : 0).sum() / n;
        double z = mean / error;
        List<Integer> dominating =
                dominating(differences, mean, (n - 1) * deviation * deviation / 2);
        double sum =
                StatUtils.sum(differences)
                        - dominating.stream().mapToDouble(i -> differences[i]).sum();
        return new DifferenceOverExamples(
                n,
                mean,
                error,
                Double.isNaN(z) ? z : new NormalDistribution().cumulativeProbability(z),
                mean / deviation,
                better,
                dominating,
                sum / (n - dominating.size()));
    }

    private static List<Integer> dominating(double[] values, double mean, double half) {
        int n = values.length;
        List<Integer> farthest =
                IntStream.range(0, n)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -Math.abs(values[i] - mean)))
                        .limit(n < FEWEST ? 0 : Math.max(1, n / PERCENT))
                        .toList();
        double squares = 0;
        for (int k = 0; k < farthest.size(); k++) {
            double deviation = values[farthest.get(k)] - mean;
            squares += deviation * deviation;
            if (squares > half) {
                return farthest.subList(0, k + 1);
            }
        }
        return List.of();
    }
}
