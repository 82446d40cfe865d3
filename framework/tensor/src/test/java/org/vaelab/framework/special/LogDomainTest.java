// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogDomainTest {

    @Test
    void addsWithoutOverflowOrLoss() {
        assertThat(LogDomain.add(Math.log(2), Math.log(3))).isCloseTo(Math.log(5), within(1e-15));
        assertThat(LogDomain.add(1000, 1000)).isEqualTo(1000 + Math.log(2));
        assertThat(LogDomain.add(-1000, -1001))
                .isCloseTo(-1000 + Math.log1p(Math.exp(-1)), within(1e-12));
        assertThat(LogDomain.add(0, -700)).isEqualTo(Math.exp(-700));
    }

    @Test
    void ofZerosAndOfWhatIsNotANumber() {
        double zero = Double.NEGATIVE_INFINITY;
        assertThat(LogDomain.add(zero, zero)).isEqualTo(zero);
        assertThat(LogDomain.add(zero, 1.5)).isEqualTo(1.5);
        assertThat(LogDomain.add(Double.POSITIVE_INFINITY, zero))
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(LogDomain.add(Double.NaN, 1)).isNaN();
    }
}
