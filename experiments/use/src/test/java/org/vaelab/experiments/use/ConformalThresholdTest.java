// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.random.RandomKey;

final class ConformalThresholdTest {

    /** The error rate of each statistical assertion. */
    private static final double ERROR = 1e-6;

    /**
     * Over validation sets, P(alarm) of a continuous score is exactly floor(rate (n + 1)) / (n +
     * 1). Of 40,000 trials a rate that is 0.6 times the standard one of 0.05 would be told apart.
     */
    @ParameterizedTest
    @Tag("full")
    @CsvSource({"19, 0.05", "50, 0.05", "99, 0.01", "150, 0.1"})
    void falseAlarmsAreAsRareAsStated(int n, double rate) {
        int trials = 40_000;
        int alarms = 0;
        for (int t = 0; t < trials; t++) {
            double[] scores = RandomKey.of(t).normal(n + 1);
            double[] validation = Arrays.copyOf(scores, n);
            ConformalThreshold threshold = new ConformalThreshold(validation, rate);
            boolean alarm = threshold.isAlarm(scores[n]);
            assertThat(alarm).isEqualTo(threshold.pValue(scores[n]) <= rate + 1e-12);
            alarms += alarm ? 1 : 0;
        }
        double exact = Math.floor(rate * (n + 1) + 1e-9) / (n + 1);
        assertThat(exact).isLessThanOrEqualTo(rate + 1e-12);
        BinomialDistribution expected = new BinomialDistribution(trials, exact);
        assertThat(expected.cumulativeProbability(alarms)).isGreaterThan(ERROR / 2);
        assertThat(1 - expected.cumulativeProbability(alarms - 1)).isGreaterThan(ERROR / 2);
    }

    @Test
    void tiesRaiseNoAlarm() {
        ConformalThreshold threshold = new ConformalThreshold(new double[] {1, 1, 1, 1}, 0.2);
        assertThat(threshold.score()).isEqualTo(1);
        assertThat(threshold.isAlarm(1)).isFalse();
        assertThat(threshold.pValue(1)).isEqualTo(1);
        assertThat(threshold.isAlarm(1.01)).isTrue();
        assertThat(threshold.pValue(1.01)).isEqualTo(0.2);
        assertThat(threshold.isAlarm(Double.NaN)).isTrue();
    }

    @Test
    void tooFewValidationExamplesAreRejectedWithTheNumberNeeded() {
        assertThat(ConformalThreshold.needed(0.01)).isEqualTo(99);
        assertThat(ConformalThreshold.needed(0.07)).isEqualTo(14);
        assertThat(new ConformalThreshold(new double[99], 0.01).score()).isZero();
        assertThatThrownBy(() -> new ConformalThreshold(new double[98], 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs at least 99 validation examples, and this run has 98");
        assertThatThrownBy(() -> new ConformalThreshold(new double[98], 1))
                .hasMessageContaining("rate must be between 0 and 1");
    }
}
