// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;

final class EnergyDistanceTest {

    private static final int N = 400;

    /** 2 (4 + 3 + 2 + 1) / 4 - 1 - 1, of the points 0 and 1, and 3 and 4. */
    @Test
    void ofTwoPointsEach() {
        double[][] x = {{0}, {1}};
        double[][] y = {{3}, {4}};
        assertThat(EnergyDistance.between(x, y).value()).isCloseTo(4, within(1e-15));
    }

    /**
     * Golden: E|N(m, s^2)| = s sqrt(2/pi) exp(-m^2/(2 s^2)) + m (1 - 2 Phi(-m/s)), in 30 digits.
     */
    @ParameterizedTest
    @CsvSource({
        "0.5, 1, 0.13959631472944028",
        "2, 1, 1.9442598324490237",
        "0, 2, 0.1831107310190045"
    })
    void ofNormalsIsUnbiasedAndKnowsItsError(double mean, double scale, double exact) {
        int trials = 60;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < trials; i++) {
            RandomKey key = RandomKey.of(71).fold(i);
            Estimate found =
                    EnergyDistance.between(
                            normals(key.split("x"), 0, 1), normals(key.split("y"), mean, scale));
            double deviation = (found.value() - exact) / found.standardError();
            sum += deviation;
            squares += deviation * deviation;
        }
        // Of standard Normals: beyond these in one of 15,000 seeds, and 5 sd of a chi-square.
        assertThat(Math.abs(sum)).isLessThan(4 * Math.sqrt(trials));
        assertThat(squares / trials).isCloseTo(1, within(5 * Math.sqrt(2.0 / trials)));
    }

    private static double[][] normals(RandomKey key, double mean, double scale) {
        return Arrays.stream(key.normal(N))
                .mapToObj(z -> new double[] {mean + scale * z})
                .toArray(double[][]::new);
    }
}
