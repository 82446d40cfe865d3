// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Examples;

/** Two training series of three steps of one number: 0, 2, 6 and 1, missing, 3. */
final class NaivePredictionTest {

    private static final double NAN = Double.NaN;
    private static final SeriesLayout LAYOUT =
            SeriesLayout.of(new DataShape(1, 3, 1), null, "test");
    private static final Examples TRAINING =
            Examples.realWithMissing(3, new double[] {0, 2, 6, 1, NAN, 3});

    private static Prediction predict(NaivePrediction baseline, int place, double... seen) {
        return baseline.of(TRAINING, LAYOUT, 1).at(seen, place, 1, 0);
    }

    /** The numbers 0, 2, 6, 1, 3: mean 2.4, variance 4.24. */
    @Test
    void climatologyHasTheMomentsOfAllSteps() {
        Prediction found = predict(NaivePrediction.CLIMATOLOGY, 2, 5, 5, NAN);
        assertThat(found.mean()).isCloseTo(2.4, within(1e-12));
        assertThat(found.deviations()[0]).isCloseTo(Math.sqrt(4.24), within(1e-12));
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
