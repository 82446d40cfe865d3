// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ends of intervals solve the equations that define them; a bias is found at its level. */
final class IntervalsOfSharesTest {

    /** Wilson's ends are the q at which {@code |p - q|} is z standard errors of q. */
    @ParameterizedTest
    @CsvSource({"0.3, 20, 0.95", "0.5, 3, 0.9", "0.01, 500, 0.99", "0, 8, 0.95", "1, 8, 0.95"})
    void endsOfASharesIntervalSolveTheScoreEquation(double share, int n, double confidence) {
        double z = new NormalDistribution().inverseCumulativeProbability(0.5 + confidence / 2);
        ShareInterval found = ShareInterval.of(share, n, confidence);
        assertThat(found.share()).isEqualTo(share);
        assertThat(found.low()).isLessThanOrEqualTo(share);
        assertThat(found.high()).isGreaterThanOrEqualTo(share);
        for (double q : new double[] {found.low(), found.high()}) {
            assertThat(Math.abs(share - q)).isCloseTo(z * Math.sqrt(q * (1 - q) / n), within(1e-9));
        }
        assertThat(found.high() - found.low()).isGreaterThan(0.01);
    }

    /**
     * The equation of {@link Improvement}, with Student's quantile for 2 T (S - 1) degrees of
     * freedom.
     */
    @Test
    void endsOfAnImprovementSolveItsEquation() {
        double[][] x = {{3, 1}, {5, 4}, {2, 8}};
        double[][] y = {{2, 6}, {4, 3}, {7, 5}};
        Improvement found = Improvement.of(x, y, 0.9);
        int seeds = 3;
        int tasks = 2;
        double t = new TDistribution(2 * tasks * (seeds - 1)).inverseCumulativeProbability(0.95);
        double p = found.probability();
        assertThat(found.low()).isLessThan(p);
        assertThat(found.high()).isGreaterThan(p);
        for (double q : new double[] {found.low(), found.high()}) {
            double shared = (1 - q) / (2 - q) + q / (1 + q);
            double variance = q * (1 - q) / (seeds * seeds) * (1 + (seeds - 1) * shared);
            assertThat(Math.abs(p - q)).isCloseTo(t * Math.sqrt(variance / tasks), within(1e-8));
        }
    }

    /** With 10 degrees of freedom P(T > 2.7638) = 0.01, and P(T > 1.8125) = 0.05. */
    @Test
    void aBiasIsFoundAtItsLevel() {
        assertThat(new RelativeBias(0.0277, 0.01, 10).isFound()).isTrue();
        assertThat(new RelativeBias(0.0276, 0.01, 10).isFound()).isFalse();
        assertThat(new RelativeBias(-0.05, 0.01, 10).isFound()).isFalse();
        RelativeBias exact = new RelativeBias(1e-9, 0, 10);
        assertThat(exact.isExact()).isTrue();
        assertThat(exact.isFound()).isTrue();
        assertThat(new RelativeBias(0.04, 0.01, 10).isExact()).isFalse();
        assertThat(new RelativeBias(0.04, 0.01, 10).value()).isCloseTo(0.2, within(1e-15));
        assertThat(new RelativeBias(-0.04, 0.01, 10).value()).isZero();
        assertThat(new RelativeBias(0.04, 0.01, 10).limit())
                .isCloseTo(Math.sqrt(0.04 + 1.8124611228 * Math.sqrt(2) * 0.01), within(1e-9));
    }

    /** Two of 200 differences dominate, around a mean that is not 0. */
    @Test
    void dominatingExamplesAreMeasuredFromTheMean() {
        double[] a = new double[200];
        for (int i = 0; i < a.length; i++) {
            a[i] = 1000 + i % 2;
        }
        a[0] = 1020;
        a[1] = 981;
        DifferenceOverExamples found = DifferenceOverExamples.of(a, new double[200]);
        assertThat(found.dominating()).containsExactlyInAnyOrder(0, 1);
        assertThat(found.meanOfOthers()).isCloseTo(1000.5, within(1e-9));
    }
}
