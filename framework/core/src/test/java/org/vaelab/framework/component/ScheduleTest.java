// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.settings.StrictMapper;

final class ScheduleTest {

    private static final JsonMapper JSON = new JsonMapper();

    static List<Schedule> schedules() {
        return List.of(
                new Schedule.Constant(0.3),
                new Schedule.Linear(0.2, 0.7, 3),
                new Schedule.Cosine(1, 0.2, 10),
                new Schedule.Exponential(1, 0.5, 0.1, 2),
                new Schedule.Cyclical(0.1, 1, 10, 0.5),
                new Schedule.Piecewise(List.of(1.0, 0.5, 0.75), List.of(3L, 11L)));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void mostIsTheLargestValue(Schedule schedule) {
        double largest = LongStream.range(0, 25).mapToDouble(schedule::at).max().orElseThrow();
        assertThat(schedule.most()).isCloseTo(largest, within(1e-15));
        Schedule.requireWithin("rate", schedule, 1);
        assertThatThrownBy(() -> Schedule.requireWithin("rate", schedule.times(1e9), 1000))
                .hasMessageContaining("rate must be at most 1000")
                .hasMessageContaining("rises to ");
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void timesMultipliesEveryValue(Schedule schedule) {
        for (double factor : new double[] {0, 0.25, 1, 4}) {
            Schedule multiplied = schedule.times(factor);
            assertThat(multiplied.least()).isCloseTo(factor * schedule.least(), within(1e-15));
            for (long step = 0; step < 25; step++) {
                assertThat(multiplied.at(step))
                        .isCloseTo(factor * schedule.at(step), within(1e-15));
            }
        }
        assertThat(schedule.times(1)).isEqualTo(schedule);
    }

    /** Steps at which a value is on its way; the jump to the next period is no way. */
    @ParameterizedTest
    @CsvSource({
        "3, ''",
        "{'type':'linear';'from':0;'to':1;'steps':4}, 0 1 2 3",
        "{'type':'linear';'from':1;'to':1;'steps':4}, ''",
        "{'type':'cosine';'from':1;'to':0;'steps':3}, 0 1 2",
        "{'type':'exponential';'from':4;'to':1;'rate':0.5;'every':1}, 0 1 2",
        "{'type':'exponential';'from':4;'to':1;'rate':0.5;'every':3}, 0 1 2",
        "{'type':'exponential';'from':1;'to':4;'rate':0.5;'every':3}, ''",
        "{'type':'exponential';'from':4;'to':1;'rate':0;'every':3}, ''",
        "{'type':'cyclical';'from':0;'to':1;'period':5;'ramp':0.5}, 0 1 2 5 6 7",
        "{'type':'piecewise';'values':[1;2;1;1];'until':[2;4;6]}, 0 1 2 3",
        "{'type':'piecewise';'values':[1];'until':[]}, ''",
        "{'type':'cyclical';'from':0;'to':1;'period':5;'ramp':1}, 0 1 2 3 4 5 6 7 8 9"
    })
    void isMovingUntilItArrives(String json, String moving) throws JsonProcessingException {
        Schedule schedule = read(json);
        String found =
                LongStream.range(0, 10)
                        .filter(schedule::isMoving)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(" "));
        assertThat(found).isEqualTo(moving);
    }

    @Test
    void constantNeverChanges() {
        assertThat(Schedule.constant(0.3).at(0)).isEqualTo(0.3);
        assertThat(Schedule.constant(0.3).at(Long.MAX_VALUE)).isEqualTo(0.3);
    }

    @Test
    void linearMeetsBothEndsExactly() {
        Schedule ramp = new Schedule.Linear(0.2, 0.7, 3);

        assertThat(ramp.at(0)).isEqualTo(0.2);
        assertThat(ramp.at(1)).isCloseTo(0.2 + 0.5 / 3, within(1e-15));
        assertThat(ramp.at(3)).isEqualTo(0.7);
        assertThat(ramp.at(4)).isEqualTo(0.7);
        assertThat(ramp.at(Long.MAX_VALUE)).isEqualTo(0.7);
    }

    @Test
    void warmupOfNoStepsIsConstantOne() {
        assertThat(Schedule.warmup(0).at(0)).isEqualTo(1);
        assertThat(Schedule.warmup(4).at(0)).isZero();
        assertThat(Schedule.warmup(4).at(1)).isEqualTo(0.25);
        assertThat(Schedule.warmup(4).at(4)).isEqualTo(1);
    }

    @Test
    void cosineIsHalfwayInTheMiddle() {
        Schedule cosine = new Schedule.Cosine(1, 0.2, 10);

        assertThat(cosine.at(0)).isEqualTo(1);
        assertThat(cosine.at(5)).isCloseTo(0.6, within(1e-15));
        // (1 + cos(0.2 pi)) / 2 = 0.904508497187474
        assertThat(cosine.at(2)).isCloseTo(0.2 + 0.8 * 0.904508497187474, within(1e-14));
        assertThat(cosine.at(10)).isEqualTo(0.2);
        assertThat(cosine.at(11)).isEqualTo(0.2);
    }

    @Test
    void exponentialIsRenewedEverySoManySteps() {
        Schedule temperature = new Schedule.Exponential(1, 0.5, 1e-3, 100);

        assertThat(temperature.at(0)).isEqualTo(1);
        assertThat(temperature.at(99)).isEqualTo(1);
        assertThat(temperature.at(100)).isCloseTo(0.904837418035960, within(1e-15));
        assertThat(temperature.at(199)).isEqualTo(temperature.at(100));
        assertThat(temperature.at(700)).isEqualTo(0.5);
        assertThat(temperature.at(Long.MAX_VALUE)).isEqualTo(0.5);
    }

    @Test
    void cyclicalRisesOverTheRampAndStartsAgain() {
        Schedule cyclical = new Schedule.Cyclical(0, 1, 10, 0.5);

        assertThat(cyclical.at(0)).isZero();
        assertThat(cyclical.at(2)).isEqualTo(0.4);
        assertThat(cyclical.at(5)).isEqualTo(1);
        assertThat(cyclical.at(9)).isEqualTo(1);
        assertThat(cyclical.at(10)).isZero();
        assertThat(cyclical.at(1_000_002)).isEqualTo(0.4);
    }

    @ParameterizedTest
    @CsvSource({
        "0.25, 0.25",
        "{'type':'constant';'value':0.25}, 0.25",
        "{'type':'linear';'from':3;'to':1;'steps':7}, 1",
        "{'type':'linear';'from':-3;'to':1;'steps':7}, -3",
        "{'type':'cosine';'from':3;'to':1;'steps':7}, 1",
        "{'type':'exponential';'from':3;'to':1;'rate':0.5}, 1",
        "{'type':'exponential';'from':3;'to':-1;'rate':0.5}, 0",
        "{'type':'exponential';'from':3;'to':-1;'rate':0}, 3",
        "{'type':'exponential';'from':-3;'to':-4;'rate':0.5;'every':2}, -3",
        "{'type':'cyclical';'from':3;'to':1;'period':7;'ramp':0.3}, 1"
    })
    void leastIsALowerBoundThatIsMet(String json, double least) throws JsonProcessingException {
        Schedule schedule = read(json);
        double smallest = Double.POSITIVE_INFINITY;
        for (long step = 0; step < 2000; step++) {
            smallest = Math.min(smallest, schedule.at(step));
        }

        assertThat(schedule.least()).isEqualTo(least);
        assertThat(smallest).isCloseTo(least, within(1e-300));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3",
                "1e-3",
                "{'type':'constant';'value':0.25}",
                "{'type':'linear';'from':3.0;'to':1.0;'steps':7}",
                "{'type':'cosine';'from':3.0;'to':1.0;'steps':7}",
                "{'type':'exponential';'from':3.0;'to':1.0;'rate':0.5;'every':2}",
                "{'type':'cyclical';'from':3.0;'to':1.0;'period':7;'ramp':0.3}"
            })
    void whatIsReadIsWrittenAndReadAgain(String json) throws JsonProcessingException {
        Schedule schedule = read(json);
        String written = StrictMapper.write(schedule).toString();

        assertThat(StrictMapper.of(Schedule.class, JSON.readTree(written))).isEqualTo(schedule);
        if (json.startsWith("{")) {
            assertThat(written).isEqualTo(json(json));
        }
    }

    @Test
    void optionalKeysHaveTheirDefaults() throws JsonProcessingException {
        assertThat(read("{'type':'exponential';'from':1;'to':0.5;'rate':0.1}"))
                .isEqualTo(new Schedule.Exponential(1, 0.5, 0.1, 1));
        assertThat(read("{'type':'cyclical';'from':0;'to':1;'period':8}"))
                .isEqualTo(new Schedule.Cyclical(0, 1, 8, 0.5));
    }

    @ParameterizedTest
    @CsvSource({
        "{'type':'linear';'to':1;'steps':7}, from",
        "{'type':'linear';'from':0;'to':1}, steps",
        "{'type':'cosine';'from':0;'steps':1}, to",
        "{'type':'exponential';'from':0;'to':1}, rate",
        "{'type':'cyclical';'from':0;'to':1}, period",
        "{'type':'constant'}, value"
    })
    void aMissingKeyIsNamed(String json, String key) {
        assertThatThrownBy(() -> read(json)).hasMessageContaining("'" + key + "'");
    }

    @Test
    void anUnknownTypeIsNoOtherType() {
        assertThatThrownBy(() -> read("{'type':'liner';'from':0;'to':1;'steps':7}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("type is \"liner\", expected one of")
                .hasMessageContaining("constant, linear, cosine, exponential, cyclical");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'from':0;'to':1;'steps':7}",
                "{'type':'linear';'from':0;'to':1;'steps':7;'stesp':8}",
                "true",
                "[1]",
                "'fast'"
            })
    void whatIsNoScheduleIsRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void badNumbersAreRefused() {
        assertThatThrownBy(() -> Schedule.constant(Double.NaN))
                .hasMessage("value must be finite, is NaN");
        assertThatThrownBy(() -> new Schedule.Linear(0, Double.POSITIVE_INFINITY, 1))
                .hasMessage("to must be finite, is Infinity");
        assertThatThrownBy(() -> new Schedule.Linear(0, 1, 0))
                .hasMessage("steps must be at least 1, is 0");
        assertThatThrownBy(() -> new Schedule.Cosine(Double.NaN, 1, 1))
                .hasMessage("from must be finite, is NaN");
        assertThatThrownBy(() -> new Schedule.Exponential(1, 0, -1, 1))
                .hasMessage("rate must be finite and not negative, is -1.0");
        assertThatThrownBy(() -> new Schedule.Exponential(1, 0, Double.POSITIVE_INFINITY, 1))
                .hasMessage("rate must be finite and not negative, is Infinity");
        assertThatThrownBy(() -> new Schedule.Exponential(1, 0, 1, -5))
                .hasMessage("every must be at least 1, is -5");
        assertThatThrownBy(() -> new Schedule.Cyclical(0, 1, 0, 0.5))
                .hasMessage("period must be at least 1, is 0");
        assertThatThrownBy(() -> new Schedule.Cyclical(0, 1, 5, 1.5))
                .hasMessage("ramp must be in (0, 1], is 1.5");
    }

    private static Schedule read(String json) throws JsonProcessingException {
        return StrictMapper.of(Schedule.class, JSON.readTree(json(json)));
    }

    private static String json(String text) {
        return text.replace('\'', '"').replace(';', ',');
    }

    /**
     * Three epochs' lengths of 3^i in the learning rates of the IWAE paper, each at its first and
     * last step.
     */
    @Test
    void aPieceHoldsUntilItsStep() {
        Schedule rates =
                new Schedule.Piecewise(List.of(1e-3, 7.197e-4, 5.179e-4), List.of(3000L, 12000L));
        assertThat(rates.at(0)).isEqualTo(1e-3);
        assertThat(rates.at(2999)).isEqualTo(1e-3);
        assertThat(rates.at(3000)).isEqualTo(7.197e-4);
        assertThat(rates.at(11999)).isEqualTo(7.197e-4);
        assertThat(rates.at(12000)).isEqualTo(5.179e-4);
        assertThat(rates.at(1_000_000_000_000L)).isEqualTo(5.179e-4);
        assertThat(rates.least()).isEqualTo(5.179e-4);
    }

    @Test
    void piecesMustFitTogether() {
        assertThatThrownBy(() -> new Schedule.Piecewise(List.of(1.0, 2.0), List.of()))
                .hasMessageContaining("until must hold one step less than there are values");
        assertThatThrownBy(() -> new Schedule.Piecewise(List.of(), List.of()))
                .hasMessageContaining("until must hold one step less than there are values");
        assertThatThrownBy(() -> new Schedule.Piecewise(List.of(1.0, 2.0), List.of(0L)))
                .hasMessageContaining("until must be steps above 0 in rising order, is [0]");
        assertThatThrownBy(() -> new Schedule.Piecewise(List.of(1.0, 2.0, 3.0), List.of(4L, 4L)))
                .hasMessageContaining("rising order");
        assertThatThrownBy(() -> new Schedule.Piecewise(List.of(Double.NaN), List.of()))
                .hasMessageContaining("values must be finite, is NaN");
    }
}
