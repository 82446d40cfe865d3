// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.special.Gamma;

/**
 * Tests of samples, each wrong with probability at most {@link #ALPHA} if the sampler is right: the
 * hundred of this package together with at most 1e-6. The seeds are fixed, so a test that passes
 * passes always; the rate speaks of a change of the bytes.
 */
final class Significance {
    static final double ALPHA = 1e-8;

    /** Two-sided Normal quantile of ALPHA: P(|z| &gt; 5.74) = 0.95e-8. */
    static final double Z = 5.74;

    private Significance() {}

    /**
     * The largest distance of the empirical cdf from F that is accepted, by the inequality of
     * Dvoretzky, Kiefer, Wolfowitz and Massart: P(D &gt; e) &lt;= 2 exp(-2 n e^2) at every n. A
     * cdf further than twice this from the true one is rejected, but with probability ALPHA.
     */
    static double criticalDistance(int n) {
        return Math.sqrt(Math.log(2 / ALPHA) / (2.0 * n));
    }

    static double distance(double[] sample, DoubleUnaryOperator cdf) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            double f = cdf.applyAsDouble(sorted[i]);
            assertThat(f).isBetween(0.0, 1.0);
            distance = Math.max(distance, f - (double) i / sorted.length);
            distance = Math.max(distance, (i + 1.0) / sorted.length - f);
        }
        return distance;
    }

    static void assertFollows(double[] sample, DoubleUnaryOperator cdf) {
        assertThat(distance(sample, cdf)).isLessThan(criticalDistance(sample.length));
    }

    static void assertDoesNotFollow(double[] sample, DoubleUnaryOperator cdf) {
        assertThat(distance(sample, cdf)).isGreaterThan(criticalDistance(sample.length));
    }

    /** Upper tail probability of Pearson's chi-square for counts against probabilities. */
    static double chiSquareTail(long[] counts, double[] probabilities) {
        double total = Arrays.stream(counts).sum();
        double statistic = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = total * probabilities[i];
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        return Gamma.regularizedGammaQ((counts.length - 1) / 2.0, statistic / 2);
    }

    static void assertUniform(long[] counts) {
        double[] probabilities = new double[counts.length];
        Arrays.fill(probabilities, 1.0 / counts.length);
        assertThat(chiSquareTail(counts, probabilities)).isGreaterThan(ALPHA);
    }

    /**
     * That the sample mean is within Z standard errors of the mean, both known exactly. The rate is
     * that of the central limit theorem; a mean 11.5 standard errors off is rejected as surely.
     */
    static void assertMean(double[] sample, double mean, double variance) {
        double standardError = Math.sqrt(variance / sample.length);
        double average = Arrays.stream(sample).average().orElseThrow();
        assertThat((average - mean) / standardError).isBetween(-Z, Z);
    }
}
