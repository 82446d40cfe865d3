// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;

class GammaFunctionsTest {

    @Test
    void agreesWithHipparchus() {
        for (double a = 0.01; a < 1e5; a *= 1.37) {
            double log = Gamma.logGamma(a);
            assertThat(GammaFunctions.logGamma(a))
                    .isEqualTo(log, within(1e-13 * Math.max(1, Math.abs(log))));
            for (double b = 0.5; b < 600; b *= 2.3) {
                double scale = 1e-13 * Math.max(1, Math.abs(Gamma.logGamma(a + b)));
                assertThat(GammaFunctions.logGammaDifference(a, b))
                        .isEqualTo(Gamma.logGamma(a + b) - log, within(scale));
                // Its digamma is good to ten digits.
                assertThat(GammaFunctions.digammaDifference(a, b))
                        .isEqualTo(Gamma.digamma(a + b) - Gamma.digamma(a), within(1e-10 / a));
                double slope = Gamma.trigamma(a);
                assertThat(GammaFunctions.trigammaDifference(a, b))
                        .isEqualTo(Gamma.trigamma(a + b) - slope, within(1e-10 * slope));
            }
        }
    }

    @Test
    void differencesKeepTheirDigits() {
        // psi(a+1) - psi(a) = 1/a; the same for the other two.
        for (double a : new double[] {1e-6, 0.5, 3, 15.9, 16, 1e3, 1e8}) {
            assertThat(GammaFunctions.digammaDifference(a, 1) * a).isEqualTo(1, within(1e-14));
            assertThat(GammaFunctions.trigammaDifference(a, 1) * a * a)
                    .isEqualTo(-1, within(1e-14));
            assertThat(GammaFunctions.logGammaDifference(a, 1))
                    .isEqualTo(Math.log(a), within(3e-14));
            assertThat(GammaFunctions.logGammaDifference(a, 0)).isEqualTo(0, within(1e-15));
        }
    }

    @Test
    void refusesWhatItIsNotDefinedFor() {
        assertThatThrownBy(() -> GammaFunctions.logGamma(0))
                .hasMessage("x must be above 0, is 0.0");
        assertThatThrownBy(() -> GammaFunctions.digammaDifference(-1, 2))
                .hasMessage("a must be above 0, is -1.0");
        assertThatThrownBy(() -> GammaFunctions.trigammaDifference(1, -2))
                .hasMessage("b must be at least 0, is -2.0");
        assertThat(GammaFunctions.logGamma(Double.NaN)).isNaN();
    }
}
