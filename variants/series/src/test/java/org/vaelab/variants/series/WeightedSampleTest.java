// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

class WeightedSampleTest {

    /** Against the double sum of the definition, and the score of a single draw. */
    @Test
    void theScoreIsThatOfItsDefinition() {
        double[] draws = RandomKey.of(1).normal(40);
        double[] weights = RandomKey.of(2).uniform(40);
        double total = Arrays.stream(weights).sum();
        Arrays.setAll(weights, k -> weights[k] / total);
        double expected = 0;
        for (int k = 0; k < 40; k++) {
            expected += weights[k] * Math.abs(draws[k] - 0.3);
            for (int l = 0; l < 40; l++) {
                expected -= 0.5 * weights[k] * weights[l] * Math.abs(draws[k] - draws[l]);
            }
        }
        assertThat(new WeightedSample(draws, weights).score(0.3))
                .isCloseTo(expected, within(1e-14));
        assertThat(new WeightedSample(new double[] {2}, new double[] {1}).score(0.5))
                .isEqualTo(1.5);
    }

    /** CRPS of N(0, 1) at x is x (2 Phi(x) - 1) + 2 phi(x) - 1/sqrt(pi): at 0 it is 0.2337. */
    @Test
    void manyDrawsHaveTheScoreOfTheirDistribution() {
        int n = 100_000;
        double[] weights = new double[n];
        Arrays.fill(weights, 1.0 / n);
        WeightedSample sample = new WeightedSample(RandomKey.of(3).normal(n), weights);
        double expected = (Math.sqrt(2) - 1) / Math.sqrt(Math.PI);
        assertThat(sample.score(0)).isCloseTo(expected, within(0.01));
        assertThat(sample.transform(0)).isCloseTo(0.5, within(5 * 0.5 / Math.sqrt(n)));
        assertThat(sample.mean()).isCloseTo(0, within(5 / Math.sqrt(n)));
    }

    @Test
    void theTransformIsTheWeightBelow() {
        WeightedSample sample =
                new WeightedSample(new double[] {3, 1, 2}, new double[] {0.5, 0.2, 0.3});
        assertThat(sample.transform(2)).isCloseTo(0.35, within(1e-15));
        assertThat(sample.transform(9)).isEqualTo(1);
    }

    /** Half of the length is hidden, or some steps and never all. */
    @Test
    void stepsAreHidden() {
        assertThat(HiddenSteps.FUTURE.of(5, RandomKey.of(0)))
                .containsExactly(false, false, false, true, true);
        assertThat(HiddenSteps.FUTURE.horizon(3, 5)).isEqualTo(1);
        for (int i = 0; i < 50; i++) {
            boolean[] hidden = HiddenSteps.GAPS.of(2, RandomKey.of(i));
            assertThat(hidden[0] && hidden[1]).isFalse();
        }
    }
}
