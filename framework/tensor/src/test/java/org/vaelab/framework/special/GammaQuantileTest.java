// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleBinaryOperator;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GammaQuantileTest {

    /** The quadrature has 20,000 nodes over all but 1e-14 of the probability. */
    private static double mean(double a, DoubleBinaryOperator of) {
        double from = Math.log(a) - Math.max(40 / a, 12 / Math.sqrt(a));
        double to = Math.log(a + 12 * Math.sqrt(a) + 40);
        int nodes = 20_000;
        double width = (to - from) / nodes;
        double sum = 0;
        for (int i = 0; i <= nodes; i++) {
            double log = from + i * width;
            double density = Math.exp(a * log - Math.exp(log) - GammaFunctions.logGamma(a));
            double simpson = i == 0 || i == nodes ? 1 : i % 2 == 1 ? 4 : 2;
            sum +=
                    simpson
                            * density
                            * of.applyAsDouble(Math.exp(log), GammaQuantile.logSlope(a, log));
        }
        return sum * width / 3;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.3, 1, 2.5, 17, 300, 9_000})
    void meansOfTheSlopesAreTheDerivativesOfMoments(double a) {
        // E[z] = a and E[log z] = psi(a), so the means of their slopes are 1 and psi'(a).
        assertThat(mean(a, (z, slope) -> z * slope)).isEqualTo(1, within(1e-9));
        double trigamma = Gamma.trigamma(a);
        assertThat(mean(a, (z, slope) -> slope)).isEqualTo(trigamma, within(1e-7 * trigamma));
        // E[z^2] = a + a^2.
        assertThat(mean(a, (z, slope) -> 2 * z * z * slope))
                .isEqualTo(1 + 2 * a, within(1e-9 * (1 + 2 * a)));
    }

    @Test
    void theProbabilityOfAMovedQuantileStays() {
        for (double a : new double[] {0.05, 0.7, 1, 3, 40, 1e3}) {
            for (double deviations : new double[] {-2.5, -1, -0.1, 0, 0.5, 1.5, 4}) {
                double z = a + deviations * Math.sqrt(a);
                if (z <= 0) {
                    continue;
                }
                double slope = GammaQuantile.logSlope(a, Math.log(z));
                double h = 1e-4 * a;
                double above = Gamma.regularizedGammaP(a + h, z * Math.exp(h * slope));
                double below = Gamma.regularizedGammaP(a - h, z * Math.exp(-h * slope));
                double moved =
                        Gamma.regularizedGammaP(a + h, z) - Gamma.regularizedGammaP(a - h, z);
                // The error of the difference is of order h^2 relative to h, plus that of P.
                assertThat(above - below)
                        .as("a = %s, z = %s", a, z)
                        .isEqualTo(0, within(1e-3 * Math.abs(moved) + 1e-12));
            }
        }
    }

    @Test
    void theExpansionMeetsTheSeries() {
        double below = Math.nextDown(1e5);
        for (double deviations = -6; deviations <= 6; deviations += 0.5) {
            double log = Math.log(1e5 + deviations * Math.sqrt(1e5));
            double series = GammaQuantile.logSlope(below, log);
            assertThat(GammaQuantile.logSlope(1e5, log)).isEqualTo(series, within(1e-7 * series));
        }
    }

    @Test
    void extremesAreFinite() {
        for (double a : new double[] {1e-5, 1e-3, 1, 1e3, 1e5, 1e12}) {
            for (double shift : new double[] {-3, -1e-9, 0, 1e-9, 2}) {
                assertThat(GammaQuantile.logSlope(a, Math.log(a) + shift)).isFinite().isPositive();
            }
        }
        assertThat(GammaQuantile.logSlope(0.01, -5e4)).isFinite().isPositive();
        assertThatThrownBy(() -> GammaQuantile.logSlope(Double.NaN, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a must be above 0, is NaN");
    }
}
