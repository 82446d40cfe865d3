// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.evaluation.EvaluationSettings;

/** Names of earlier versions: records have them, configs are told the present ones. */
final class FormerNamesTest {

    /** Values, two of which had other names. */
    private enum Colour {
        @JsonProperty("red")
        @FormerName({"crimson", "scarlet"})
        RED,
        @FormerName("teal")
        BLUE_GREEN,
        @JsonProperty("grey")
        GREY
    }

    private record Settings(
            @FormerName({"breadth", "columns"}) int width,
            int height,
            @FormerName("paint") Colour colour) {}

    private static final Settings READ = new Settings(3, 4, Colour.BLUE_GREEN);

    private static Settings ofConfig(String json) throws JsonProcessingException {
        return StrictMapper.create().readValue(json, Settings.class);
    }

    private static Settings ofRecord(String json) throws JsonProcessingException {
        return StrictMapper.ofRecords().readValue(json, Settings.class);
    }

    @Test
    void findThePresentNameOfAKey() {
        assertThat(FormerNames.present(Settings.class, "breadth")).contains("width");
        assertThat(FormerNames.present(Settings.class, "columns")).contains("width");
        assertThat(FormerNames.present(Settings.class, "paint")).contains("colour");
        for (String other : List.of("width", "height", "depth", "")) {
            assertThat(FormerNames.present(Settings.class, other)).isEmpty();
        }
        assertThat(FormerNames.present(EvaluationSettings.class, "rows"))
                .contains("maxDecoderRows");
    }

    @Test
    void findThePresentNameOfAValue() {
        assertThat(FormerNames.presentConstant(Colour.class, "scarlet")).contains("red");
        assertThat(FormerNames.presentConstant(Colour.class, "crimson")).contains("red");
        assertThat(FormerNames.presentConstant(Colour.class, "teal")).contains("blue-green");
        for (String other : List.of("red", "RED", "grey", "green")) {
            assertThat(FormerNames.presentConstant(Colour.class, other)).isEmpty();
        }
        assertThat(FormerNames.presentConstant(KlMode.class, "exact")).contains("analytic");
    }

    @Test
    void areReadInRecords() throws JsonProcessingException {
        assertThat(ofRecord("{\"width\": 3, \"height\": 4, \"colour\": \"blue-green\"}"))
                .isEqualTo(READ);
        for (String width : List.of("breadth", "columns")) {
            assertThat(ofRecord("{\"" + width + "\": 3, \"height\": 4, \"paint\": \"teal\"}"))
                    .isEqualTo(READ);
        }
        EvaluationSettings settings =
                StrictMapper.ofRecords()
                        .readValue("{\"rows\": 7, \"kl\": \"exact\"}", EvaluationSettings.class);
        assertThat(settings.maxDecoderRows()).isEqualTo(7);
        assertThat(settings.kl()).isEqualTo(KlMode.ANALYTIC);
    }

    /** The annotation makes no name of a record a name of a config. */
    @Test
    void areRefusedInConfigs() throws JsonProcessingException {
        assertThat(ofConfig("{\"width\": 3, \"height\": 4, \"colour\": \"blue-green\"}"))
                .isEqualTo(READ);
        assertThatThrownBy(() -> ofConfig("{\"breadth\": 3}"))
                .isInstanceOf(UnrecognizedPropertyException.class);
        assertThatThrownBy(() -> ofConfig("{\"colour\": \"teal\"}"))
                .isInstanceOf(InvalidFormatException.class);
    }

    /** A record, too, has no names that nothing ever had. */
    @Test
    void areTheOnlyOthersThatRecordsHave() {
        assertThatThrownBy(() -> ofRecord("{\"depth\": 3}"))
                .isInstanceOf(UnrecognizedPropertyException.class);
        assertThatThrownBy(() -> ofRecord("{\"colour\": \"green\"}"))
                .isInstanceOf(DatabindException.class);
    }

    @Test
    void areNeverWritten() throws JsonProcessingException {
        String written = StrictMapper.ofRecords().writeValueAsString(READ);
        assertThat(written).isEqualTo("{\"width\":3,\"height\":4,\"colour\":\"blue-green\"}");
        assertThat(Expectation.constants(Colour.class))
                .containsExactly("red", "blue-green", "grey");
    }

    @Test
    void theHintSaysThePresentName() {
        assertThat(FormerNames.hint("maxDecoderRows"))
                .isEqualTo("it is called 'maxDecoderRows' now");
    }
}
