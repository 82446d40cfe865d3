// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalQuantileTest {
    /** Roots of Phi(x) = p at 50 digits, for the exact double p. */
    @ParameterizedTest
    @CsvSource({
        "1e-300, -37.047096299361199",
        "1e-100, -21.273453560965325",
        "1.1102230246251565e-16, -8.209536151601387",
        "1e-15, -7.941345326170997",
        "1e-12, -7.034483825301132",
        "1.3e-11, -6.667611456510741",
        "1.4e-11, -6.656723091518184",
        "1e-09, -5.9978070150076865",
        "1e-05, -4.264890793922825",
        "0.001, -3.0902323061678136",
        "0.02, -2.053748910631823",
        "0.0749, -1.4402382675279637",
        "0.0751, -1.43882539275254",
        "0.2, -0.8416212335729142",
        "0.4, -0.2533471031357997",
        "0.4999, -0.00025066283008800747",
        "0.5001, 0.00025066283008800747",
        "0.6, 0.2533471031357997",
        "0.9249, 1.4388253927525403",
        "0.9251, 1.440238267527964",
        "0.999, 3.090232306167813",
        "0.9999990463256836, 4.7630010342678135",
    })
    void agreesWithFiftyDigits(double p, double x) {
        assertThat(NormalQuantile.of(p)).isCloseTo(x, within(1e-15 * Math.max(Math.abs(x), 0.1)));
    }

    @Test
    void isOddAboutOneHalf() {
        for (int i = 1; i < 4096; i++) {
            double p = i / 8192.0;
            assertThat(NormalQuantile.of(1 - p)).isEqualTo(-NormalQuantile.of(p));
        }
    }

    @Test
    void increasesAcrossTheSeams() {
        double smallest = 0x1p-53;
        for (double seam : new double[] {0.075, 0.5, 0.925, Math.exp(-25), smallest * 8}) {
            double step = Math.max(Math.ulp(seam) * 64, smallest);
            for (int i = -7; i < 7; i++) {
                assertThat(NormalQuantile.of(seam + i * step))
                        .isLessThan(NormalQuantile.of(seam + (i + 1) * step));
            }
        }
    }
}
