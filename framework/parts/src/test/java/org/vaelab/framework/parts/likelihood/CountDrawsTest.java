// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.hipparchus.distribution.discrete.PoissonDistribution;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

/** A program draws counts. */
final class CountDrawsTest {

    private static final int DRAWS = 20_000;
    private static final RandomKey KEY = RandomKey.of(5);

    private static double[] repeated(double value) {
        double[] all = new double[DRAWS];
        Arrays.fill(all, value);
        return all;
    }

    /** The share of each count is within 5 standard errors, and one draw more for rare ones. */
    private static void requireShare(double[] drawn, int count, double probability) {
        double expected = DRAWS * probability;
        double error = 5 * Math.sqrt(expected * (1 - probability)) + 1;
        assertThat((double) Arrays.stream(drawn).filter(k -> k == count).count())
                .isBetween(expected - error, expected + error);
    }

    @Test
    void drawsFollowTheirDistributions() {
        double[] poisson = CountDraws.poisson(repeated(2.5), KEY);
        double[] binomial = CountDraws.binomial(9, repeated(0.7), KEY);
        assertThatThrownBy(() -> CountDraws.negativeBinomial(new double[2], new double[1], KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("logMeans has length 2 and logDispersions has length 1");
        double[] wide = CountDraws.negativeBinomial(repeated(0), repeated(0), KEY);
        for (int k = 0; k < 9; k++) {
            requireShare(poisson, k, new PoissonDistribution(2.5).probability(k));
            requireShare(binomial, k, new BinomialDistribution(9, 0.7).probability(k));
            // The mean and r are 1: geometric.
            requireShare(wide, k, Math.pow(0.5, k + 1));
        }
        assertThat(CountDraws.poisson(new double[] {1e30, Double.NaN}, KEY))
                .containsExactly(CountDraws.LARGEST, Double.NaN);
    }

    @Test
    void whatIsNoRateAndNoProbabilityIsNamed() {
        assertThatThrownBy(() -> CountDraws.poisson(new double[] {1, -2}, KEY))
                .hasMessage("rate 1 is -2.0, expected 0 or more");
        assertThatThrownBy(() -> CountDraws.binomial(3, new double[] {1.5}, KEY))
                .hasMessage("probability 0 is 1.5, expected 0 to 1");
        assertThatThrownBy(() -> CountDraws.binomial(3, new double[] {Double.NaN}, KEY))
                .hasMessage("probability 0 is NaN, expected 0 to 1");
    }
}
