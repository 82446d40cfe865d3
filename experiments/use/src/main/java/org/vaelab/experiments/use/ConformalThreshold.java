// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.Arrays;
import java.util.Locale;

/**
 * A threshold on scores with a false-alarm rate that holds for any number of validation examples.
 * Of n validation scores and a new score s:
 *
 * <pre>
 *   p = (1 + number of validation scores at least s) / (n + 1)
 *   alarm if p is at most the rate, that is if s is above the k-th smallest score,
 *   k = n + 1 - floor(rate (n + 1))
 * </pre>
 *
 * <p>If a normal example and the validation examples are exchangeable, then P(alarm) is at most the
 * rate (Vovk, Gammerman and Shafer 2005; Bates et al. 2023). That is a mean over validation sets:
 * the rate given one set has a standard deviation of about {@code sqrt(rate (1 - rate) / n)}.
 */
final class ConformalThreshold {

    /** Keeps products such as 0.29 times 100 from falling below a whole number. */
    private static final double ROUNDING = 1e-9;

    private final double[] sorted;
    private final double rate;
    private final int allowed;

    /**
     * Chooses the threshold.
     *
     * @param validation scores, higher for stranger examples
     * @param rate of false alarms, above 0 and below 1
     * @throws IllegalArgumentException if there are fewer scores than the rate needs
     */
    public ConformalThreshold(double[] validation, double rate) {
        requireRate(rate);
        this.rate = rate;
        this.allowed = (int) Math.floor(rate * (validation.length + 1) + ROUNDING);
        if (allowed < 1) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "alarm %s needs at least %s validation examples, and this run has %s"
                                    + "\n    take a rate of at least %.2g, or train with more of"
                                    + " data.validation",
                            rate,
                            needed(rate),
                            validation.length,
                            1.0 / (validation.length + 1)));
        }
        this.sorted = validation.clone();
        Arrays.sort(sorted);
    }

    /** Checks a rate before work is done for it. */
    static void requireRate(double rate) {
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException(
                    "alarm: rate must be between 0 and 1, such as 0.01, is " + rate);
        }
    }

    /** Returns the least number of validation examples of a rate. */
    public static int needed(double rate) {
        return (int) Math.ceil(1 / rate - ROUNDING) - 1;
    }

    /** Returns the score above which an example raises an alarm. */
    public double score() {
        return sorted[sorted.length - allowed];
    }

    /** Returns the share of validation scores at least as high, the example itself counted. */
    public double pValue(double score) {
        if (Double.isNaN(score)) {
            return Double.NaN;
        }
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < score) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return (1.0 + sorted.length - from) / (sorted.length + 1);
    }

    /** Returns whether a score raises an alarm; a score that is not a number does. */
    public boolean isAlarm(double score) {
        return !(score <= score());
    }

    public double rate() {
        return rate;
    }

    /** Returns the number of validation scores. */
    public int size() {
        return sorted.length;
    }
}
