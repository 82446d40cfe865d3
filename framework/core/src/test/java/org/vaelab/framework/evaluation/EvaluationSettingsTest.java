// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.estimator.KlMode;

class EvaluationSettingsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static EvaluationSettings read(String json) throws JsonProcessingException {
        return MAPPER.readValue(json, EvaluationSettings.class);
    }

    @Test
    void anEmptySectionHasTheDefaults() throws JsonProcessingException {
        EvaluationSettings settings = read("{}");
        assertThat(settings).isEqualTo(EvaluationSettings.defaults());
        assertThat(settings.importanceSamples()).isEqualTo(500);
        assertThat(settings.importanceExamples()).isNull();
        assertThat(settings.samples()).isEqualTo(1);
        assertThat(settings.kl()).isEqualTo(KlMode.AUTO);
        assertThat(settings.metrics()).isEmpty();
        assertThat(settings.maxDecoderRows()).isEqualTo(5000);
    }

    @Test
    void readsWhatItWrites() throws JsonProcessingException {
        EvaluationSettings settings =
                new EvaluationSettings(
                        5000, 1000, 10, KlMode.MONTE_CARLO, List.of("activeUnits"), 200);
        assertThat(read(MAPPER.writeValueAsString(settings))).isEqualTo(settings);
        assertThat(
                        read(
                                "{\"importanceSamples\": 5000, \"importanceExamples\": 1000,"
                                        + " \"samples\": 10, \"kl\": \"monte-carlo\","
                                        + " \"metrics\": [\"activeUnits\"], \"maxDecoderRows\": 200}"))
                .isEqualTo(settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"importanceSamples", "importanceExamples", "samples", "maxDecoderRows"})
    void refusesZeroByName(String key) {
        assertThatThrownBy(() -> read("{\"" + key + "\": 0}"))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessage(key + " must be at least 1, is 0");
    }
}
