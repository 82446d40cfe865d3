// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataShapeTest {
    @ParameterizedTest
    @ValueSource(strings = {"1x28x28", "3x32x32", "784", "1", "2x1x7"})
    void textRoundTrips(String text) {
        assertThat(DataShape.parse(text)).hasToString(text);
    }

    @Test
    void flatIsOneRowOfOneChannel() {
        assertThat(DataShape.flat(784)).isEqualTo(new DataShape(1, 1, 784));
        assertThat(DataShape.flat(784).isFlat()).isTrue();
        assertThat(new DataShape(1, 28, 28).isFlat()).isFalse();
        assertThat(new DataShape(3, 4, 5).size()).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "28x28", "1x28x", "-1x2x3", "1x28x28x1", "a", "99999999999"})
    void refusesOtherText(String text) {
        assertThatThrownBy(() -> DataShape.parse(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining('"' + text + '"')
                .hasMessageContaining("1x28x28");
    }

    @Test
    void refusesEmptyAndHugeShapes() {
        assertThatThrownBy(() -> DataShape.parse("1x0x28"))
                .isInstanceOf(DataException.class)
                .hasMessage("data shape 1x0x28: every extent must be at least 1");
        assertThatThrownBy(() -> new DataShape(4, 1 << 20, 1 << 10))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("4x1048576x1024");
    }

    @Test
    void isAStringInJson() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.writeValueAsString(new DataShape(1, 28, 28))).isEqualTo("\"1x28x28\"");
        assertThat(mapper.readValue("\"1x28x28\"", DataShape.class))
                .isEqualTo(new DataShape(1, 28, 28));
    }
}
