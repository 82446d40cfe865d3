// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.SeriesPoint;
import org.vaelab.framework.record.SeriesPoint.Kind;

/** What stands at the axis of a series. */
final class SeriesFiguresTest {

    private static Plot plot(boolean isTimed, String variable) {
        List<Double> quantiles = List.of(0.0, 1.0, 2.0, 3.0, 4.0);
        List<SeriesPoint> points =
                IntStream.rangeClosed(1, 3)
                        .mapToObj(
                                t ->
                                        new SeriesPoint(
                                                "site7",
                                                t,
                                                isTimed ? "2021-03-0" + t : "",
                                                variable,
                                                1,
                                                t > 1 ? 2 : Double.NaN,
                                                t > 1 ? quantiles : List.of()))
                        .toList();
        Figure figure = SeriesFigures.of(Kind.FORECASTS, points);
        assertThat(figure.latex(Width.COLUMN)).contains("model: mean, central 90");
        return ((Panels) figure.drawing()).plots().get(0);
    }

    @ParameterizedTest
    @CsvSource({"true, series site7, 2021-03-0", "false, step of series site7, ''"})
    void stepsWithTimesShowThemAndOthersAreCounted(boolean isTimed, String title, String before) {
        Axis axis = plot(isTimed, "rain").x();
        assertThat(axis.title()).isEqualTo(Axis.plain(title));
        assertThat(axis.ticks())
                .extracting(tick -> tick.text().plain())
                .containsExactly(before + 1, before + 2, before + 3);
    }

    @Test
    void aVariableWithoutANameIsCounted() {
        assertThat(plot(false, "0").y().title()).isEqualTo(Axis.plain("variable 0"));
        assertThat(plot(false, "rain").y().title()).isEqualTo(Axis.plain("rain"));
    }
}
