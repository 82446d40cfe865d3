// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PowerLawTest {

    @Test
    void anExactLawHasItsExponentAndNoError() {
        PowerLaw law = PowerLaw.fit(new double[] {1, 2, 8}, new double[] {3, 12, 192});

        assertThat(law.slope()).isCloseTo(2, within(1e-12));
        assertThat(law.standardError()).isCloseTo(0, within(1e-12));
        assertThat(law.at(4)).isCloseTo(48, within(1e-10));
    }

    /**
     * ln x = -1, 0, 1 and ln y = 0, 3, 0: slope 0, intercept 1, residuals -1, 2, -1, so that the
     * error is sqrt(6 / 1 / 2).
     */
    @Test
    void theErrorIsThatOfLeastSquares() {
        double[] x = {Math.exp(-1), 1, Math.E};
        double[] y = {1, Math.exp(3), 1};

        PowerLaw law = PowerLaw.fit(x, y);

        assertThat(law.slope()).isCloseTo(0, within(1e-12));
        assertThat(law.intercept()).isCloseTo(1, within(1e-12));
        assertThat(law.standardError()).isCloseTo(Math.sqrt(3), within(1e-12));
    }

    @Test
    void whatHasNoLogarithmOrNoSlopeIsRefused() {
        assertThatThrownBy(() -> PowerLaw.fit(new double[] {1, 2, 3}, new double[] {1, 0, 1}))
                .hasMessage("no logarithm of 0.0");
        assertThatThrownBy(() -> PowerLaw.fit(new double[] {2, 2, 2}, new double[] {1, 2, 3}))
                .hasMessage("all points are at x = 2.0");
        assertThatThrownBy(() -> PowerLaw.fit(new double[] {1, 2}, new double[] {1, 2}))
                .hasMessageContaining("three points");
    }
}
