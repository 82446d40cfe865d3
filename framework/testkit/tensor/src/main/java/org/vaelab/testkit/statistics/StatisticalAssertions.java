// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.statistics;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;

/**
 * Assertions on independent, identically distributed samples, each of which fails for a right
 * implementation with a stated probability (the idea is that of TensorFlow Probability's {@code
 * statistical_testing}).
 *
 * <pre>{@code
 * StatisticalAssertions.at(1e-6).mean("z", draws, 0.5, 0.01);
 * }</pre>
 *
 * <p>Tests run with fixed keys, so that a pass today is a pass tomorrow: the false-positive rate is
 * what a new key, a new platform or a legitimate change of the draws is exposed to. With n such
 * assertions in a suite, choose a rate far below 1/n; 1e-6 is a good one, and costs only a factor
 * of 2.5 in sample size against 1e-2.
 */
public final class StatisticalAssertions {

    /** The probability with which a deviation as large as the declared one is found. */
    private static final double POWER = 0.99;

    /** In standard errors of the first stage. */
    private static final double FIRST_STAGE_ACCEPTS = 1.8;

    private static final double FIRST_STAGE_DETECTS = 5;

    /** Below this the distribution of a count is no longer nearly Normal. */
    private static final double SMALLEST_EXPECTED_COUNT = 5;

    private final double alpha;

    private StatisticalAssertions(double alpha) {
        this.alpha = alpha;
    }

    /**
     * Returns assertions that fail for a right implementation with at most this probability each.
     *
     * @throws IllegalArgumentException if the rate is not in (0, 0.5)
     */
    public static StatisticalAssertions at(double falsePositiveRate) {
        if (!(falsePositiveRate > 0 && falsePositiveRate < 0.5)) {
            throw new IllegalArgumentException(
                    "false-positive rate must be in (0, 0.5), is " + falsePositiveRate);
        }
        return new StatisticalAssertions(falsePositiveRate);
    }

    /**
     * Asserts that the mean of the distribution is a value: the two-sided t test.
     *
     * @param sample independent draws, at least 2
     * @param expected the mean under the hypothesis
     * @param detectable the deviation of the mean that this test must find with probability 0.99
     * @throws IllegalArgumentException if the sample is too small for that: {@link
     *     #detectableDeviation} is larger; the message says how many draws are needed
     * @throws AssertionError if the hypothesis is rejected, or a draw is not finite
     */
    public void mean(String name, double[] sample, double expected, double detectable) {
        if (sample.length < 2 || !(detectable > 0)) {
            throw new IllegalArgumentException(
                    name + ": needs two draws or more and a detectable deviation above 0");
        }
        requireFinite(name, sample);
        double deviation = detectableDeviation(sample);
        if (!(deviation <= detectable)) {
            double ratio = deviation / detectable;
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s: %d draws detect a deviation of %.3g, not of %.3g; about %.0f are"
                                    + " needed",
                            name,
                            sample.length,
                            deviation,
                            detectable,
                            Math.ceil(sample.length * ratio * ratio)));
        }
        double mean = mean(sample);
        double error = standardError(sample, mean);
        if (error == 0 && mean == expected) {
            return;
        }
        TDistribution student = new TDistribution(sample.length - 1);
        double t = (mean - expected) / error;
        double p = 2 * student.cumulativeProbability(-Math.abs(t));
        if (!(p >= alpha)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "mean of %s: expected %.10g, got %.10g with standard error %.3g from %d"
                                    + " draws: t = %.3f, p = %.3g, below %.3g; deviations of %.3g"
                                    + " are found",
                            name,
                            expected,
                            mean,
                            error,
                            sample.length,
                            t,
                            p,
                            alpha,
                            deviation));
        }
    }

    /**
     * Asserts the same as {@link #mean} in two stages, for draws that take long. The first stage
     * has a quarter of the draws. It accepts if the mean is at most 1.8 standard errors away from
     * the expected value and the detectable deviation is at least 5 of them. Otherwise {@link
     * #mean} decides with all draws.
     *
     * <p>For a right implementation the first stage accepts with probability 0.93. The assertion
     * fails with at most the stated rate, because the second stage alone can fail. The first stage
     * misses the detectable deviation with probability {@code P(t <= 1.8 - 5)}, 0.001 from 25 draws
     * on, so the power is 0.989.
     *
     * @param draws the number of draws in the second stage
     * @param sample returns this number of independent draws. The two stages may share draws
     * @throws IllegalArgumentException as {@link #mean}
     * @throws AssertionError as {@link #mean}
     */
    public void meanInStages(
            String name,
            int draws,
            IntFunction<double[]> sample,
            double expected,
            double detectable) {
        double[] first = sample.apply((draws + 3) / 4);
        requireFinite(name, first);
        double mean = mean(first);
        double error = standardError(first, mean);
        boolean settled =
                Math.abs(mean - expected) <= FIRST_STAGE_ACCEPTS * error
                        && FIRST_STAGE_DETECTS * error <= detectable;
        if (!settled) {
            mean(name, sample.apply(draws), expected, detectable);
        }
    }

    /**
     * Returns the smallest deviation of the mean that {@link #mean} finds with probability 0.99:
     * {@code (q_t(1 - alpha/2) + q_N(0.99)) s / sqrt n}.
     */
    public double detectableDeviation(double[] sample) {
        TDistribution student = new TDistribution(sample.length - 1);
        double quantiles =
                -student.inverseCumulativeProbability(alpha / 2)
                        + new NormalDistribution().inverseCumulativeProbability(POWER);
        return quantiles * standardError(sample, mean(sample));
    }

    /**
     * Asserts that draws have a continuous distribution: the Kolmogorov-Smirnov test, which finds a
     * difference of {@code sqrt(ln(2/alpha) / 2n)} between the cumulative distributions.
     *
     * @param sample independent draws
     * @param cdf the cumulative distribution function under the hypothesis
     * @throws AssertionError if the hypothesis is rejected, or a draw is not finite
     */
    public void distribution(String name, double[] sample, DoubleUnaryOperator cdf) {
        if (sample.length < 2) {
            throw new IllegalArgumentException(name + ": needs two draws or more");
        }
        requireFinite(name, sample);
        double statistic = kolmogorovSmirnov(sample, cdf);
        double p = 1 - new KolmogorovSmirnovTest().cdf(statistic, sample.length);
        // The asymptotic distribution is conservative; far out, 1 - cdf has no digits left.
        double bound = 2 * Math.exp(-2 * sample.length * statistic * statistic);
        if (!(Math.max(p, bound) >= alpha)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "distribution of %s: largest difference of the cumulative"
                                    + " distributions %.4g in %d draws: p = %.3g, below %.3g",
                            name,
                            statistic,
                            sample.length,
                            Math.max(p, bound),
                            alpha));
        }
    }

    private static double kolmogorovSmirnov(double[] sample, DoubleUnaryOperator cdf) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double largest = 0;
        for (int i = 0; i < sorted.length; i++) {
            double at = cdf.applyAsDouble(sorted[i]);
            if (!(at >= 0 && at <= 1)) {
                throw new IllegalArgumentException("cdf(" + sorted[i] + ") is " + at);
            }
            double above = (i + 1.0) / sorted.length - at;
            double below = at - (double) i / sorted.length;
            largest = Math.max(largest, Math.max(above, below));
        }
        return largest;
    }

    /**
     * Asserts that counts come from given probabilities: Pearson's chi-square test.
     *
     * @param probabilities of the categories; they sum to 1
     * @throws IllegalArgumentException if a category that can occur is expected fewer than 5 times
     * @throws AssertionError if the hypothesis is rejected, or an impossible category occurred
     */
    public void counts(String name, long[] counts, double[] probabilities) {
        requireProbabilities(name, counts, probabilities);
        double total = Arrays.stream(counts).sum();
        double statistic = 0;
        int categories = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = total * probabilities[i];
            if (expected == 0) {
                if (counts[i] != 0) {
                    throw new AssertionError(
                            name
                                    + ": category "
                                    + i
                                    + " has probability 0 and occurred "
                                    + counts[i]
                                    + " times");
                }
                continue;
            }
            if (!(expected >= SMALLEST_EXPECTED_COUNT)) {
                throw new IllegalArgumentException(
                        name
                                + ": category "
                                + i
                                + " is expected "
                                + expected
                                + " times; draw more, or join categories");
            }
            categories++;
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        if (categories < 2) {
            return;
        }
        double p = 1 - new ChiSquaredDistribution(categories - 1).cumulativeProbability(statistic);
        if (!(p >= alpha)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "counts of %s: expected %s of %.0f, got %s: chi-square = %.3f, p = %.3g,"
                                    + " below %.3g",
                            name,
                            Arrays.toString(probabilities),
                            total,
                            Arrays.toString(counts),
                            statistic,
                            p,
                            alpha));
        }
    }

    private static void requireProbabilities(String name, long[] counts, double[] probabilities) {
        double sum = Arrays.stream(probabilities).sum();
        boolean valid = Arrays.stream(probabilities).allMatch(p -> p >= 0);
        if (counts.length != probabilities.length || !valid || !(Math.abs(sum - 1) < 1e-9)) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + counts.length
                            + " counts do not go with probabilities "
                            + Arrays.toString(probabilities));
        }
    }

    private static void requireFinite(String name, double[] sample) {
        for (int i = 0; i < sample.length; i++) {
            if (!Double.isFinite(sample[i])) {
                throw new AssertionError(name + ": draw " + i + " is " + sample[i]);
            }
        }
    }

    private static double mean(double[] sample) {
        return Arrays.stream(sample).sum() / sample.length;
    }

    private static double standardError(double[] sample, double mean) {
        double squares = Arrays.stream(sample).map(x -> (x - mean) * (x - mean)).sum();
        return Math.sqrt(squares / (sample.length - 1) / sample.length);
    }
}
