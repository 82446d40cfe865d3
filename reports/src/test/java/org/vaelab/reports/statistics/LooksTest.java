// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LooksTest {

    /**
     * From scipy: densities of t by quadrature over the chi-squared scale, inverted by root search;
     * 9 digits.
     */
    @ParameterizedTest
    @CsvSource({
        "3, 3, 0.95, 12.6938487",
        "3, 5, 0.95, 5.36643882",
        "3, 10, 0.95, 4.16211886",
        "5, 5, 0.95, 4.63223787",
        "5, 20, 0.99, 4.41299749",
        "10, 10, 0.95, 3.43017891",
        "10, 30, 0.95, 3.25877234",
        "2, 10, 0.9, 3.73864298",
        "3, 3, 0.99, Infinity"
    })
    void theIntervalIsThatOfTheMixture(int first, int n, double confidence, double expected) {
        assertThat(Looks.from(first).quantile(confidence, n))
                .isCloseTo(expected, within(1e-7 * Math.min(expected, 100)));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 5, 4, 0.119854794",
        "3, 10, 3, 0.206181087",
        "5, 20, 2.5, 0.280915341",
        "10, 10, 3, 0.0901476357"
    })
    void thePValueIsThatOfTheIntervalWhichEndsAtZero(int first, int n, double t, double expected) {
        Looks looks = Looks.from(first);
        assertThat(looks.twoSided(t, n)).isCloseTo(expected, within(1e-7));
        assertThat(looks.quantile(1 - expected, n)).isCloseTo(t, within(1e-5));
        assertThat(looks.twoSided(0, n)).isEqualTo(1);
    }

    @Test
    void aFixedNumberHasTheUsualInterval() {
        assertThat(Looks.ONCE.quantile(0.95, 5)).isEqualTo(TStatistic.quantile(0.95, 4));
        assertThat(Looks.ONCE.twoSided(2, 5)).isEqualTo(TStatistic.twoSided(2, 4));
    }

    /** Three equal differences: the least level of three values, 1/31. */
    @Test
    void noSpreadIsNoProof() {
        assertThat(Looks.from(3).twoSided(Double.POSITIVE_INFINITY, 3))
                .isCloseTo(1 / 31.0, within(1e-6))
                .isCloseTo(Looks.from(3).twoSided(1e8, 3), within(1e-6));
        assertThat(Looks.ONCE.twoSided(Double.POSITIVE_INFINITY, 3)).isZero();
    }

    @Test
    void aPairHasTheEarlierLook() {
        assertThat(Looks.from(5).and(Looks.from(3))).isEqualTo(Looks.from(3));
        assertThat(Looks.ONCE.and(Looks.from(4))).isEqualTo(Looks.from(4));
        assertThat(Looks.ONCE.and(Looks.ONCE).isRepeated()).isFalse();
    }

    /**
     * 2,000 equal pairs, each looked at with 3 to 52 seeds. The bound is 0.05; more than 120 have a
     * probability below 0.03 even then. The usual interval claims about a third.
     */
    @Test
    void fiftyLooksClaimAtMostAsMuchAsOne() {
        double[] usual = new double[53];
        double[] valid = new double[53];
        for (int n = 3; n < 53; n++) {
            usual[n] = Looks.ONCE.quantile(0.95, n);
            valid[n] = Looks.from(3).quantile(0.95, n);
        }
        Random random = new Random(1);
        int claimed = 0;
        int byUsual = 0;
        for (int pair = 0; pair < 2000; pair++) {
            double mean = 0;
            double squares = 0;
            double largestUsual = 0;
            double largest = 0;
            for (int n = 1; n < 53; n++) {
                double step = random.nextGaussian() - mean;
                mean += step / n;
                squares += step * step * (n - 1) / n;
                double t = Math.abs(mean) / Math.sqrt(squares / (n - 1) / n);
                if (n >= 3) {
                    largest = Math.max(largest, t / valid[n]);
                    largestUsual = Math.max(largestUsual, t / usual[n]);
                }
            }
            claimed += largest > 1 ? 1 : 0;
            byUsual += largestUsual > 1 ? 1 : 0;
        }
        assertThat(claimed).isLessThanOrEqualTo(120);
        assertThat(byUsual).isGreaterThan(400);
    }
}
