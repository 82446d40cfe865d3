// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.settings.StrictMapper;

final class TrainingSettingsTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void nothingGivenMeansTheDefaults() throws JsonProcessingException {
        TrainingSettings settings = read("{}");

        assertThat(settings.steps()).isEqualTo(5000);
        assertThat(settings.batch()).isEqualTo(100);
        assertThat(settings.optimizer())
                .isEqualTo(new OptimizerSettings.Adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-8));
        assertThat(settings.klSchedule()).isEqualTo(Schedule.constant(1));
        assertThat(settings.clip()).isNull();
        assertThat(settings.earlyStopping()).isNull();
        assertThat(settings.checkpointEvery()).isEqualTo(1000);
        assertThat(settings.historyEvery()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'steps':7,'batch':3,'clip':2.5,'historyEvery':10,'checkpointEvery':5}",
                "{'warmup':100,'earlyStopping':{'every':3}}",
                "{'klWeight':{'type':'cyclical','from':0,'to':1,'period':10}}",
                "{'optimizer':{'type':'adam','learningRate':2e-3,'beta1':0.5}}",
                "{'optimizer':{'type':'adamw','weightDecay':0.1}}",
                "{'optimizer':{'type':'adamw','weightDecay':0}}",
                "{'optimizer':{'type':'sgd','momentum':0.9,'nesterov':true}}",
                "{'optimizer':{'type':'rmsprop','decay':0.9,'epsilon':1e-6}}"
            })
    void whatIsReadIsWrittenAndReadAgain(String json) throws JsonProcessingException {
        TrainingSettings settings = read(json);
        String written = StrictMapper.write(settings).toString();

        assertThat(StrictMapper.of(TrainingSettings.class, JSON.readTree(written)))
                .isEqualTo(settings);
    }

    @Test
    void valuesReachTheOptimizer() throws JsonProcessingException {
        assertThat(read("{'optimizer':{'learningRate':0.1,'beta2':0.99}}").optimizer())
                .isEqualTo(
                        StrictMapper.of(
                                OptimizerSettings.Adam.class,
                                Map.of("learningRate", Schedule.constant(0.1), "beta2", 0.99)));
        assertThat(read("{'optimizer':{'type':'adamw'}}").optimizer())
                .isEqualTo(
                        new OptimizerSettings.AdamW(
                                Schedule.constant(1e-3), 0.9, 0.999, 1e-8, 0.01));
        assertThat(read("{'optimizer':{'type':'sgd'}}").optimizer())
                .isEqualTo(new OptimizerSettings.Sgd(Schedule.constant(1e-2), 0.0, false));
        assertThat(read("{'optimizer':{'type':'rmsprop'}}").optimizer())
                .isEqualTo(new OptimizerSettings.RmsProp(Schedule.constant(1e-3), 0.99, 1e-8));
        assertThat(
                        read("{'optimizer':{'learningRate':"
                                        + "{'type':'linear','from':1,'to':0,'steps':10}}}")
                                .optimizer()
                                .learningRate())
                .isEqualTo(new Schedule.Linear(1, 0, 10));
    }

    @Test
    void aMisspeltOptimizerIsNotAdam() {
        assertThatThrownBy(() -> read("{'optimizer':{'type':'sdg','learningRate':0.1}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "optimizer.type is \"sdg\", expected one of adam, adamw, sgd, rmsprop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'step':7}",
                "{'steps':'many'}",
                "{'optimizer':{'type':'adam','momentum':0.9}}",
                "{'optimizer':'adam'}",
                "{'earlyStopping':true}",
                "{'earlyStopping':{'patient':3}}"
            })
    void whatIsNoSettingIsRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'steps':-1}                   | steps must be at least 1, is -1",
                "{'batch':-1}                   | batch must be at least 1, is -1",
                "{'warmup':-1}                  | warmup must not be negative, is -1",
                "{'warmup':1,'klWeight':0.5}    | warmup and klWeight exclude one another",
                "{'klWeight':-0.5}              | klWeight must not be negative, falls to -0.5",
                "{'clip':0}                     | clip must be positive, is 0.0",
                "{'clip':1e30}                  | clip must be from 1e-9 to 1000000000000, is 1.0E30",
                "{'steps':10000000000000}       | steps must be from 0 to 1000000000000, is 1.0E13",
                "{'klWeight':1e12}              | klWeight must be at most 1000000, rises to 1000000000000",
                "{'optimizer':{'type':'adamw','weightDecay':1e9}} | weightDecay must be from 0 to",
                "{'clip':'NaN'}                 | clip must be positive, is NaN",
                "{'checkpointEvery':0}          | checkpointEvery must be at least 1, is 0",
                "{'historyEvery':0}             | historyEvery must be at least 1, is 0",
                "{'earlyStopping':{'every':0}}  | every must be at least 1, is 0",
                "{'earlyStopping':{'patience':0}} | patience must be at least 1, is 0",
                "{'optimizer':{'learningRate':-1}} | learningRate must not be negative, falls to"
                        + " -1.0",
                "{'optimizer':{'type':'sgd','learningRate':{'type':'linear','from':1,'to':-1,"
                        + "'steps':9}}} | learningRate must not be negative, falls to -1.0",
                "{'optimizer':{'beta1':1}}      | beta1 must be in [0, 1), is 1.0",
                "{'optimizer':{'beta2':-0.1}}   | beta2 must be in [0, 1), is -0.1",
                "{'optimizer':{'epsilon':0}}    | epsilon must be from 1e-30 to 1, is 0.0",
                "{'optimizer':{'epsilon':'Infinity'}} | epsilon must be from 1e-30 to 1, is"
                        + " Infinity",
                "{'optimizer':{'type':'adamw','weightDecay':-1}}"
                        + " | weightDecay must be finite and not negative, is -1.0",
                "{'optimizer':{'type':'adamw','weightDecay':'Infinity'}}"
                        + " | weightDecay must be finite and not negative, is Infinity",
                "{'optimizer':{'type':'adamw','beta1':'NaN'}} | beta1 must be in [0, 1), is NaN",
                "{'optimizer':{'type':'sgd','momentum':1}} | momentum must be in [0, 1), is 1.0",
                "{'optimizer':{'type':'sgd','nesterov':true}} | which is 0; give a momentum",
                "{'optimizer':{'type':'rmsprop','decay':1}} | decay must be in [0, 1), is 1.0",
                "{'optimizer':{'type':'rmsprop','epsilon':-1}}"
                        + " | epsilon must be from 1e-30 to 1, is -1.0"
            })
    void badValuesAreRefused(String json, String message) {
        assertThatThrownBy(() -> read(json)).rootCause().hasMessageContaining(message.strip());
    }

    /** Only a model that was trained elsewhere has no step. */
    @Test
    void noStepsAreRefusedWhereAModelIsTrained() {
        assertThatThrownBy(() -> read("{'steps':0}").requireSteps())
                .hasMessage("steps must be at least 1, is 0");
    }

    private static TrainingSettings read(String json) throws JsonProcessingException {
        return StrictMapper.of(TrainingSettings.class, JSON.readTree(json.replace('\'', '"')));
    }
}
