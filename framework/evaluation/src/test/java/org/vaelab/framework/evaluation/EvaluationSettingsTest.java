// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.evaluation.annealing.AnnealedLogLikelihood;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.settings.StrictMapper;

class EvaluationSettingsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static EvaluationSettings read(String json) throws JsonProcessingException {
        return StrictMapper.of(EvaluationSettings.class, MAPPER.readTree(json));
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
        assertThat(settings.importanceChoice()).isEqualTo(ImportanceChoice.RANDOM);
    }

    @Test
    void readsWhatItWrites() throws JsonProcessingException {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                5000,
                                "importanceExamples",
                                1000,
                                "samples",
                                10,
                                "kl",
                                KlMode.MONTE_CARLO,
                                "metrics",
                                List.of("activeUnits"),
                                "maxDecoderRows",
                                200,
                                "importanceChoice",
                                ImportanceChoice.FIRST));
        assertThat(read(StrictMapper.write(settings).toString())).isEqualTo(settings);
        assertThat(
                        read(
                                "{\"importanceSamples\": 5000, \"importanceExamples\": 1000,"
                                        + " \"samples\": 10, \"kl\": \"monte-carlo\","
                                        + " \"metrics\": [\"activeUnits\"], \"maxDecoderRows\": 200,"
                                        + " \"importanceChoice\": \"first\"}"))
                .isEqualTo(settings);
    }

    private static Metric annealing(String keys) throws JsonProcessingException {
        EvaluationSettings settings =
                read("{\"metrics\": [{\"type\": \"logLikelihood.ais\"" + keys + "}]}");
        return Metrics.standard().parts().create(settings.metrics().get(0));
    }

    @Tag("full")
    @Test
    void aMetricIsWrittenByItsNameUnlessItHasSettings() throws JsonProcessingException {
        assertThat(annealing(""))
                .isEqualTo(
                        new AnnealedLogLikelihood(
                                1000, 16, 10, 0.65, AnnealedLogLikelihood.Start.PRIOR, 100, 100));
        String plain = "[\"calibration\",{\"type\":\"calibration.distance\",\"draws\":9}]";
        EvaluationSettings settings = read("{\"metrics\": " + plain + "}");
        assertThat(StrictMapper.write(settings).get("metrics")).hasToString(plain);
        assertThat(read(StrictMapper.write(settings).toString())).isEqualTo(settings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "{\"draws\": 9}", "[]"})
    void refusesAMetricWithoutAName(String metric) {
        assertThatThrownBy(() -> read("{\"metrics\": [" + metric + "]}"))
                .rootCause()
                .hasMessageStartingWith("is ")
                .hasMessageEndingWith("expected a name, or a mapping with a name as type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"temperatures", "chains", "leapfrogSteps", "examples"})
    void refusesZeroOfAnnealingByName(String key) {
        assertThatThrownBy(() -> annealing(", \"" + key + "\": 0"))
                .hasMessageContaining(key + " must be at least 1, is 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "-0.5", "1.5"})
    void refusesAnAcceptanceThatIsNoProbability(String value) {
        assertThatThrownBy(() -> annealing(", \"acceptance\": " + value))
                .hasMessageContaining("acceptance must lie strictly between 0 and 1, is ");
    }

    @Test
    void refusesANegativeNumberOfSimulatedData() {
        assertThatThrownBy(() -> annealing(", \"simulated\": -1"))
                .hasMessageContaining("simulated must be at least 0, is -1");
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
