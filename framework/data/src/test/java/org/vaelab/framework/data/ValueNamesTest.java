// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.settings.ValueNames;

final class ValueNamesTest {

    @Test
    void aNumberHasOneName() {
        for (String three : List.of("3", "3.0", "3.", "3e0", "30E-1", "0.3e+1", "3.000")) {
            assertThat(ValueNames.of(three)).isEqualTo("3");
        }
        assertThat(ValueNames.of("-0.0")).isEqualTo("0");
        assertThat(ValueNames.of(".50")).isEqualTo("0.5");
        assertThat(ValueNames.of("1e20")).isEqualTo("100000000000000000000");
        assertThat(ValueNames.of("1e-300")).isEqualTo("1e-300");
        assertThat(ValueNames.of("1.5e9999")).isEqualTo("1.5e9999");
        assertThat(ValueNames.of("0.12345678901234567890123"))
                .isEqualTo("0.12345678901234567890123");
        assertThat(ValueNames.of(0x1p53)).isEqualTo("9007199254740992");
        assertThat(ValueNames.of(1e-9)).isEqualTo("1e-9");
        assertThat(ValueNames.of(1e300)).isEqualTo("1e300");
        assertThat(ValueNames.of(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
        assertThat(ValueNames.of(ValueNames.of(0.1 + 0.2))).isEqualTo("0.30000000000000004");
    }

    @Test
    void codesKeepTheirNames() {
        for (String code : List.of("01", "007", "+1", "00", "-01", "1e99999", "1_0", " 1", "")) {
            assertThat(ValueNames.of(code)).isEqualTo(code);
        }
        assertThat(ValueNames.isCode("007")).isTrue();
        assertThat(ValueNames.isCode("+007")).isTrue();
        assertThat(ValueNames.isCode("7")).isFalse();
        assertThat(ValueNames.isCode("+5.5")).isFalse();
        assertThat(ValueNames.isCode("-0.5")).isFalse();
        assertThat(ValueNames.isCode("x07")).isFalse();
    }

    @Test
    void namesAreInOrderOfNumbersOrOfTexts() {
        assertThat(ValueNames.sorted(List.of("10", "01", "1", "9.0", "-2", "1.0")))
                .containsExactly("-2", "01", "1", "9", "10");
        assertThat(ValueNames.sorted(List.of("10", "9", "x", "9.0")))
                .containsExactly("10", "9", "9.0", "x");
        assertThat(ValueNames.sorted(List.of("9007199254740993", "9007199254740992")))
                .containsExactly("9007199254740992", "9007199254740993");
    }

    @Test
    void realNumbersAreNoClasses() {
        assertThat(ValueNames.areReal(List.of("0.5", "1", "2"))).isTrue();
        assertThat(ValueNames.areReal(List.of("0", "1", "2.0"))).isFalse();
        assertThat(ValueNames.areReal(List.of("0.5", "1", "x"))).isFalse();
        assertThat(ValueNames.areContinuous(List.of("0.5", "1.5"), 19)).isTrue();
        assertThat(ValueNames.areContinuous(List.of("0.5", "1.5"), 20)).isFalse();
    }
}
