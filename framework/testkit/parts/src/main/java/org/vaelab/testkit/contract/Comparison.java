// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Locale;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.vaelab.testkit.space.Integral;

/**
 * The two-sided test of m means at once, each against an integral that has an error of its own. A
 * right implementation fails all m together with probability {@code alpha} at most (Bonferroni).
 */
final class Comparison {

    /** The probability with which a right implementation fails one check of a contract. */
    static final double ALPHA = 1e-6;

    /** The probability with which a deviation of {@link #detectable} is found. */
    private static final double POWER = 0.99;

    /** Rounding, of quantities of order 1. */
    private static final double ROUNDING = 1e-9;

    private static final NormalDistribution NORMAL = new NormalDistribution();

    private final double quantile;

    private Comparison(int means) {
        this.quantile = -NORMAL.inverseCumulativeProbability(ALPHA / (2.0 * means));
    }

    static Comparison of(int means) {
        return new Comparison(means);
    }

    private static double mean(double[] sample) {
        double sum = 0;
        for (double value : sample) {
            sum += value;
        }
        return sum / sample.length;
    }

    private static double error(double[] sample, double mean, Integral expected) {
        double squares = 0;
        for (double value : sample) {
            squares += (value - mean) * (value - mean);
        }
        double own = Math.sqrt(squares / (sample.length - 1.0) / sample.length);
        return Math.hypot(own, expected.error()) + ROUNDING * (1 + Math.abs(expected.value()));
    }

    /** Returns whether a sample of finite numbers may have the expected mean. */
    boolean accepts(double[] sample, Integral expected) {
        double mean = mean(sample);
        // Written so that NaN is rejected.
        return Math.abs(mean - expected.value()) <= quantile * error(sample, mean, expected);
    }

    /** Returns the deviation of the mean that is found with probability 0.99. */
    double detectable(double[] sample, Integral expected) {
        double quantiles = quantile + NORMAL.inverseCumulativeProbability(POWER);
        return quantiles * error(sample, mean(sample), expected);
    }

    /** Asserts that a sample has the expected mean. */
    void check(String name, double[] sample, Integral expected) {
        check(name, sample, expected, "expected", "got");
    }

    /** Asserts that a sample of draws has the mean that a closed form gives. */
    void checkClosedForm(String name, double[] sample, Integral closed) {
        check(name, sample, closed, "closed form", "mean of draws");
    }

    private void check(
            String name, double[] sample, Integral expected, String nameOfIt, String nameOfMean) {
        if (!accepts(sample, expected)) {
            double mean = mean(sample);
            double error = error(sample, mean, expected);
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s: %s %.8g (error %.2g), %s %.8g from %d draws: %.1f standard"
                                    + " errors, where %.2f are reached with probability %.0e",
                            name,
                            nameOfIt,
                            expected.value(),
                            expected.error(),
                            nameOfMean,
                            mean,
                            sample.length,
                            Math.abs(mean - expected.value()) / error,
                            quantile,
                            ALPHA));
        }
    }
}
