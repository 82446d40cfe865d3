// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ValueDomainTest {
    @Test
    void everyGreyLevelIsOne() {
        for (int k = 0; k <= 255; k++) {
            assertThat(ValueDomain.GREY_LEVELS.contains(k / 255f)).as("level %d", k).isTrue();
            assertThat(ValueDomain.GREY_LEVELS.contains(Math.nextUp(k / 255f))).isFalse();
        }
        assertThat(ValueDomain.GREY_LEVELS.contains(256 / 255f)).isFalse();
        assertThat(ValueDomain.GREY_LEVELS.contains(-1 / 255f)).isFalse();
    }

    @Test
    void boundsBelong() {
        assertThat(ValueDomain.BINARY.contains(1f)).isTrue();
        assertThat(ValueDomain.BINARY.contains(0.5f)).isFalse();
        assertThat(ValueDomain.UNIT_INTERVAL.contains(0f)).isTrue();
        assertThat(ValueDomain.UNIT_INTERVAL.contains(Math.nextUp(1f))).isFalse();
        assertThat(ValueDomain.REAL.contains(-1e30f)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void noneContainsNanOrInfinity(ValueDomain domain) {
        assertThat(domain.contains(Float.NaN)).isFalse();
        assertThat(domain.contains(Float.POSITIVE_INFINITY)).isFalse();
        assertThat(domain.contains(Float.NEGATIVE_INFINITY)).isFalse();
    }

    @Test
    void hasShortNamesInSettings() throws Exception {
        assertThat(
                        new ObjectMapper()
                                .readValue(
                                        "[\"binary\",\"grey\",\"unit\",\"real\",\"counts\"]",
                                        ValueDomain[].class))
                .containsExactly(
                        ValueDomain.BINARY,
                        ValueDomain.GREY_LEVELS,
                        ValueDomain.UNIT_INTERVAL,
                        ValueDomain.REAL,
                        ValueDomain.COUNTS);
    }
}
