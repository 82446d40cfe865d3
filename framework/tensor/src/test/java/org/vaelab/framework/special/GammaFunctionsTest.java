// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;

class GammaFunctionsTest {

    /** a, b, and the differences of log Gamma, psi and psi' by arithmetic of 40 digits. */
    private static final double[][] REFERENCE = {
        {0.03125, 170.25, 699.43262318280898, 37.661465577819879, -1025.5669645633673},
        {0.5, 0.5, -0.57236494292470009, 1.3862943611198906, -3.2898681336964529},
        {1.75, 5.0, 6.200317012452031, 1.5861709609993363, -0.60444020464644741},
        {10.5, 10.0, 26.890875755127034, 0.69283536040996021, -0.04992736362916574},
        {600.25, 499.5, 3361.5613800732636, 0.60587042498618219, -0.00075764991033204511},
        {1000000.0, 50.0, 690.77675287800171, 4.9998775040423499e-5, -4.9997550121268998e-11},
    };

    @Test
    void differencesAgreeWithAReferenceOfManyDigits() {
        for (double[] row : REFERENCE) {
            double a = row[0];
            double b = row[1];
            assertClose(GammaFunctions.logGammaDifference(a, b), row[2]);
            assertClose(GammaFunctions.digammaDifference(a, b), row[3]);
            assertClose(GammaFunctions.trigammaDifference(a, b), row[4]);
        }
    }

    private static void assertClose(double got, double want) {
        assertThat(got).isEqualTo(want, within(2e-14 * Math.abs(want)));
    }

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
                // Its digamma is good to eight decimals.
                assertThat(GammaFunctions.digammaDifference(a, b))
                        .isEqualTo(Gamma.digamma(a + b) - Gamma.digamma(a), within(1e-8));
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
        assertThatThrownBy(() -> GammaFunctions.logGammaDifference(1, -2))
                .hasMessage("b must be at least 0, is -2.0");
        assertThatThrownBy(() -> GammaFunctions.digammaDifference(-1, 2))
                .hasMessage("a must be above 0, is -1.0");
        assertThatThrownBy(() -> GammaFunctions.trigammaDifference(1, -2))
                .hasMessage("b must be at least 0, is -2.0");
        assertThat(GammaFunctions.logGamma(Double.NaN)).isNaN();
    }
}
