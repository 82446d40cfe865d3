// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

/** Chains of which the answer is known: autoregressive ones, ones at different places, by hand. */
final class ChainDiagnosticsTest {

    private static final RandomKey KEY = RandomKey.of(3);

    /**
     * {@code x_t = a x_{t-1} + sqrt(1 - a^2) e_t}: N(0, 1), whose draws are worth (1 - a) / (1 +
     * a).
     */
    private static double[][] autoregressive(double a, int chains, int draws) {
        double[][] all = new double[chains][draws];
        for (int c = 0; c < chains; c++) {
            double[] noise = KEY.fold(c).normal(draws);
            double x = noise[0];
            for (int t = 0; t < draws; t++) {
                x = t == 0 ? x : a * x + Math.sqrt(1 - a * a) * noise[t];
                all[c][t] = x;
            }
        }
        return all;
    }

    @Test
    void drawsAreWorthWhatTheirCorrelationLeaves() {
        for (double a : new double[] {-0.5, 0, 0.5, 0.9}) {
            int draws = 20_000;
            double found = new ChainDiagnostics(autoregressive(a, 4, draws)).effectiveSampleSize();
            double expected = 4 * draws * (1 - a) / (1 + a);
            assertThat(found).as("a = %s", a).isCloseTo(expected, within(0.1 * expected));
        }
    }

    @Test
    void chainsOfOneDistributionAgree() {
        double reduction =
                new ChainDiagnostics(autoregressive(0.3, 4, 5000)).potentialScaleReduction();
        assertThat(reduction).isBetween(0.999, 1.005);
    }

    @Test
    void chainsAtDifferentPlacesDoNotAndNeitherDoesOneThatDrifts() {
        double[][] apart = autoregressive(0, 4, 1000);
        for (int t = 0; t < 1000; t++) {
            apart[3][t] += 2;
        }
        ChainDiagnostics found = new ChainDiagnostics(apart);
        // Means 0, 0, 0, 2 of unit variance, eight halves: B / n = 6/7, var+ = 1 + 6/7.
        assertThat(found.potentialScaleReduction()).isCloseTo(Math.sqrt(1 + 6.0 / 7), within(0.03));
        assertThat(found.effectiveSampleSize()).isLessThan(100);
        double[][] drifting = autoregressive(0, 2, 1000);
        for (int t = 0; t < 1000; t++) {
            drifting[0][t] += t / 250.0;
            drifting[1][t] += t / 250.0;
        }
        assertThat(new ChainDiagnostics(drifting).potentialScaleReduction()).isGreaterThan(1.3);
    }

    /** Halves 1 3 and 2 6 of one chain and 0 2 and 4 4 of another, by hand. */
    @Test
    void theFormulaByHand() {
        ChainDiagnostics found = new ChainDiagnostics(new double[][] {{1, 3, 2, 6}, {0, 2, 4, 4}});
        double within = (2 + 8 + 2 + 0) / 4.0;
        double between = (0.75 * 0.75 + 1.25 * 1.25 + 1.75 * 1.75 + 1.25 * 1.25) / 3;
        assertThat(found.potentialScaleReduction())
                .isCloseTo(Math.sqrt((within / 2 + between) / within), within(1e-12));
        // Of an odd number of draws the first is left out.
        ChainDiagnostics odd =
                new ChainDiagnostics(new double[][] {{99, 1, 3, 2, 6}, {-99, 0, 2, 4, 4}});
        assertThat(odd.potentialScaleReduction()).isEqualTo(found.potentialScaleReduction());
    }

    @Test
    void chainsThatStandStillSayNothing() {
        double[][] still = {{1, 1, 1, 1}, {1, 1, 1, 1}};
        assertThat(new ChainDiagnostics(still).potentialScaleReduction()).isNaN();
        assertThat(new ChainDiagnostics(still).effectiveSampleSize()).isNaN();
        double[][] apart = {{1, 1, 1, 1}, {2, 2, 2, 2}};
        assertThat(new ChainDiagnostics(apart).potentialScaleReduction())
                .isEqualTo(Double.POSITIVE_INFINITY);
    }
}
