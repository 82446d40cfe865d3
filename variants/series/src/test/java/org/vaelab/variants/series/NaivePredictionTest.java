// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;

/** Two training series of three steps of one number: 0, 2, 6 and 1, missing, 3. */
final class NaivePredictionTest {

    private static final double NAN = Double.NaN;
    private static final SeriesLayout LAYOUT =
            SeriesLayout.of(new DataShape(1, 3, 1), null, "test");
    private static final Examples TRAINING =
            Examples.realWithMissing(3, new double[] {0, 2, 6, 1, NAN, 3});

    private static final Origin.Window WHOLE = new Origin.Window(0, 0, 0);

    private static Prediction predict(NaivePrediction baseline, int place, double... seen) {
        return baseline.of(TRAINING, LAYOUT, 1).at(WHOLE, seen, place, 1, 0);
    }

    /** The numbers 0, 2, 6, 1, 3: mean 2.4, sum of squares 21.2 of 5 - 1, and a mean of 5. */
    @Test
    void climatologyHasTheMomentsOfAllSteps() {
        Prediction found = predict(NaivePrediction.CLIMATOLOGY, 2, 5, 5, NAN);
        assertThat(found.mean()).isCloseTo(2.4, within(1e-12));
        assertThat(found.deviations()[0]).isCloseTo(Math.sqrt(21.2 / 4 * 1.2), within(1e-12));
    }

    /**
     * Windows of two series, the second of which begins at step 1, with a season of two. Windows
     * have 1, 3, 3, 8, 8 at place 0, and 2, 2, 6, 4, 4 at place 1.
     */
    @Test
    void climatologyHasTheMomentsOfAPlaceInTheSeason() {
        int[] series = {0, 0, 1, 1};
        int[] first = {0, 1, 1, 2};
        Examples windows =
                Examples.realWithMissing(3, new double[] {1, 2, 3, 2, 3, NAN, 6, 8, 4, 8, 4, NAN})
                        .from(Origin.INDEX.cut(i -> new Origin.Window(series[i], first[i], 3)));
        Climatology found = Climatology.of(windows, LAYOUT, 2);
        double[] even = {1, 3, 3, 8, 8};
        double[] odd = {2, 2, 6, 4, 4};
        double evenMean = Arrays.stream(even).average().orElseThrow();
        double oddMean = Arrays.stream(odd).average().orElseThrow();
        assertThat(found.means()[0]).isCloseTo(evenMean, within(1e-12));
        assertThat(found.means()[1]).isCloseTo(oddMean, within(1e-12));
        double squares =
                Arrays.stream(even).map(x -> Math.pow(x - evenMean, 2)).sum()
                        + Arrays.stream(odd).map(x -> Math.pow(x - oddMean, 2)).sum();
        // Six steps, each once: 1, 3, 8 at place 0 and 2, 6, 4 at place 1.
        double variance = squares / 10 * 6 / 4;
        assertThat(found.variances()[0]).isCloseTo(variance * 4 / 3, within(1e-12));
        Prediction one = found.at(new Origin.Window(9, 4, 3), 1, 0, 0);
        assertThat(one.mean()).isEqualTo(found.means()[1]);
    }

    @Test
    void aPlaceWithoutANumberHasTheMomentsOfAllSteps() {
        Climatology found = Climatology.of(TRAINING, LAYOUT, 4);
        assertThat(found.means()[3]).isCloseTo(2.4, within(1e-12));
        assertThat(found.variances()[3]).isCloseTo(4.24, within(1e-12));
        Climatology constant = Climatology.of(Examples.real(3, new float[] {2, 2, 2}), LAYOUT, 3);
        assertThat(constant.variances()).containsExactly(1, 1, 1);
    }

    /** Differences over one step are 2 and 4, over two steps 6 and 2. */
    @Test
    void persistenceRepeatsTheLastNumberThatIsSeen() {
        Prediction one = predict(NaivePrediction.PERSISTENCE, 2, 5, 7, NAN);
        assertThat(one.mean()).isEqualTo(7);
        assertThat(one.deviations()[0]).isCloseTo(Math.sqrt((4 + 16) / 2.0), within(1e-12));
        Prediction two = predict(NaivePrediction.PERSISTENCE, 2, 5, NAN, NAN);
        assertThat(two.mean()).isEqualTo(5);
        assertThat(two.deviations()[0]).isCloseTo(Math.sqrt((36 + 4) / 2.0), within(1e-12));
    }

    @Test
    void aFirstStepHasTheClimatology() {
        Prediction first = predict(NaivePrediction.PERSISTENCE, 0, NAN, 7, 8);
        assertThat(first)
                .usingRecursiveComparison()
                .isEqualTo(predict(NaivePrediction.CLIMATOLOGY, 0, NAN, 7, 8));
    }
}
