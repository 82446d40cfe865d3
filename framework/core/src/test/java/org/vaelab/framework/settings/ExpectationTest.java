// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.tensor.shape.Activation;

class ExpectationTest {

    private static final JsonNode TEXT = TextNode.valueOf("two");

    private record Settings(int width) {}

    @Test
    void speaksOfValuesInsteadOfClasses() {
        assertThat(Expectation.of(int.class, TEXT)).isEqualTo("an integer");
        assertThat(Expectation.of(Double.class, TEXT)).isEqualTo("a number");
        assertThat(Expectation.of(boolean.class, TEXT)).isEqualTo("true or false");
        assertThat(Expectation.of(List.class, TEXT)).isEqualTo("a list");
        assertThat(Expectation.of(String.class, TEXT)).isEqualTo("text");
        assertThat(Expectation.of(Settings.class, TEXT)).isEqualTo("a mapping of keys to values");
        assertThat(Expectation.of(null, TEXT)).isEqualTo("another kind of value");
    }

    @Test
    void anIntegerTooLargeForItsTypeIsOneStill() {
        JsonNode large = BigIntegerNode.valueOf(BigInteger.TWO.pow(70));
        assertThat(Expectation.of(long.class, large)).isEqualTo("one nearer to zero");
    }

    @Test
    void listsWhatMayBeChosen() {
        assertThat(Expectation.of(Activation.class, TEXT)).startsWith("one of identity, relu, ");
        assertThat(Expectation.of(OptimizerSettings.class, TEXT))
                .startsWith("a mapping with a type of ")
                .contains("adam");
        assertThat(Expectation.of(Schedule.class, TEXT))
                .isEqualTo(
                        "a number or a mapping with a type of constant, linear, cosine, exponential,"
                                + " cyclical, piecewise");
    }
}
