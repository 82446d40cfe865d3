// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinarizationTest {
    @Test
    void readsEveryForm() {
        assertThat(Binarization.parse("none")).isEqualTo(new Binarization.None());
        assertThat(Binarization.parse("dynamic")).isEqualTo(new Binarization.Dynamic());
        assertThat(Binarization.parse("static")).isEqualTo(new Binarization.Static(0));
        assertThat(Binarization.parse("static( -7 )")).isEqualTo(new Binarization.Static(-7));
        assertThat(Binarization.parse("threshold")).isEqualTo(new Binarization.Threshold(0.5));
        assertThat(Binarization.parse("threshold(0.3)")).isEqualTo(new Binarization.Threshold(0.3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "dynamic", "static(3)", "threshold(0.25)"})
    void textAndJsonRoundTrip(String text) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        Binarization parsed = mapper.readValue('"' + text + '"', Binarization.class);
        assertThat(parsed).hasToString(text);
        assertThat(mapper.writeValueAsString(parsed)).isEqualTo('"' + text + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dynamik", "none()", "dynamic(1)", "static(x)", "threshold(a)"})
    void refusesOtherText(String text) {
        assertThatThrownBy(() -> Binarization.parse(text))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "binarize: "
                                + text
                                + ": expected none, threshold(LEVEL), static(SEED) or dynamic");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void refusesALevelOutsideTheInterval(double level) {
        assertThatThrownBy(() -> new Binarization.Threshold(level))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("[0, 1)");
    }

    @ParameterizedTest
    @EnumSource
    void noneKeepsTheDomain(ValueDomain domain) {
        assertThat(new Binarization.None().resultOf(domain)).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"threshold", "static", "dynamic"})
    void theOthersNeedProbabilities(String text) {
        Binarization binarization = Binarization.parse(text);
        assertThat(binarization.resultOf(ValueDomain.GREY_LEVELS)).isEqualTo(ValueDomain.BINARY);
        assertThat(binarization.resultOf(ValueDomain.UNIT_INTERVAL)).isEqualTo(ValueDomain.BINARY);
        assertThatThrownBy(() -> binarization.resultOf(ValueDomain.BINARY))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("binary already");
        assertThatThrownBy(() -> binarization.resultOf(ValueDomain.REAL))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("real-valued");
    }

    @Test
    void aBinarisationDescribesItself() {
        assertThat(Binarization.parse("threshold(0.3)").clause())
                .contains("all examples are binarised at the threshold 0.3");
        assertThat(Binarization.parse("static(7)").clause())
                .contains("all examples are binarised once at random");
        assertThat(Binarization.parse("none").clause()).isEmpty();
    }
}
