// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.record.SeriesPoint;

class SeriesRowsTest {

    private static final float NAN = Float.NaN;

    private static final SeriesRows ROWS =
            new SeriesRows(
                    new ExampleValues(
                            new DataShape(1, 3, 2),
                            Optional.empty(),
                            Optional.empty(),
                            DataFacts.of(new Form.Series(List.of("a", "b")), true)),
                    Origin.named("who", i -> "s" + i));

    @Test
    void quantilesAreLinearBetweenSortedNumbers() {
        double[] sorted = {1, 2, 3, 4, 10};
        assertThat(SeriesRows.quantile(sorted, 0.05)).isCloseTo(1.2, within(1e-12));
        assertThat(SeriesRows.quantile(sorted, 0.5)).isEqualTo(3);
        assertThat(SeriesRows.quantile(sorted, 0.95)).isCloseTo(8.8, within(1e-12));
        assertThat(SeriesRows.quantile(sorted, 1)).isEqualTo(10);
    }

    /**
     * The draws of a hidden number are 0 to 100 in any order; a number that is seen has no
     * prediction.
     */
    @Test
    void drawsOfHiddenNumbersHaveMeanAndQuantiles() {
        float[] truth = {36.6f, 2, NAN, 4, NAN, NAN};
        float[] seen = {36.6f, NAN, NAN, 4, NAN, NAN};
        List<float[]> draws =
                IntStream.rangeClosed(0, 100)
                        .mapToObj(k -> (float) (k * 37 % 101))
                        .map(x -> new float[] {x, x, x, x, x, x})
                        .toList();
        assertThat(ROWS.length(truth)).isEqualTo(2);
        List<SeriesPoint> points = ROWS.of(new SeriesRows.Steps(7, 1, 2, 0, truth), seen, draws);
        List<Double> quantiles = List.of(5., 25., 50., 75., 95.);
        assertThat(points)
                .containsExactly(
                        new SeriesPoint("s7", 2, "", "a", 36.6, Double.NaN, List.of()),
                        new SeriesPoint("s7", 2, "", "b", 2, 50, quantiles),
                        new SeriesPoint("s7", 3, "", "a", Double.NaN, 50, quantiles),
                        new SeriesPoint("s7", 3, "", "b", 4, Double.NaN, List.of()));
        assertThat(ROWS.of(new SeriesRows.Steps(7, 1, 2, 1, truth), seen, draws).get(1).quantiles())
                .isEmpty();
    }
}
