// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

/** Which seasons are found in numbers with and without one. */
final class SeasonTest {

    private static final Season WEEK = new Season(7, 7, "weekday");
    private static final Season YEAR = new Season(365.25, 12, "dayOfYear");
    private static final int DAYS = 1461;

    /** Numbers x_t = a x_(t-1) + e_t. */
    private static double[] noise(int index, double a) {
        double[] x = RandomKey.of(3).split("season").fold(index).normal(DAYS);
        for (int t = 1; t < x.length; t++) {
            x[t] += a * x[t - 1];
        }
        return x;
    }

    private static double[] plus(double[] noise, double level, double amplitude, double period) {
        double[] x = noise.clone();
        Arrays.setAll(
                x, t -> level * t + amplitude * Math.sin(2 * Math.PI * t / period) + noise[t]);
        return x;
    }

    private static double probability(Season season, double[] numbers) {
        return season.in(numbers).orElseThrow().probability();
    }

    /**
     * White noise, an autoregression and a random walk with a trend. Of 300 at the level 1 % more than
     * nine have a season with probability 0.001 (binomial); a raw autocorrelation finds one in nearly
     * all of the last two.
     */
    @Test
    void numbersWithoutASeasonHaveNone() {
        for (Season season : List.of(WEEK, YEAR)) {
            for (double a : new double[] {0, 0.9, 1}) {
                int found = 0;
                for (int i = 0; i < 300; i++) {
                    double[] x = plus(noise(i, a), 0.05, 0, 1);
                    found += probability(season, x) < 0.01 ? 1 : 0;
                }
                assertThat(found).as("%s of %s", season, a).isLessThanOrEqualTo(9);
            }
        }
    }

    /** A wave of amplitude 3 in noise of variance 1 / (1 - 0.7^2): 4.5 of 6.46. */
    @Test
    void dailyNumbersWithAYearHaveThatAndNoWeek() {
        for (int i = 0; i < 20; i++) {
            double[] x = plus(noise(i, 0.7), 0.01, 3, 365.25);
            assertThat(probability(YEAR, x)).isLessThan(0.01);
            assertThat(YEAR.in(x).orElseThrow().share()).isCloseTo(4.5 / 6.46, within(0.1));
            assertThat(probability(WEEK, x)).isGreaterThan(1e-4);
        }
    }

    @Test
    void aWeekIsFoundWhereNumbersAreMissingToo() {
        double[] x = plus(noise(1, 0.5), 1, 1, 7);
        for (int t = 0; t < x.length; t += 13) {
            x[t] = Double.NaN;
        }
        assertThat(probability(WEEK, x)).isLessThan(1e-10);
    }

    /** The F of the library is that of a table: 4 cycles of 2 parts are a t test of differences. */
    @Test
    void twoPartsAreAPairedTest() {
        Season two = new Season(2, 2, "");
        // Differences 1, 2, 3, 2 from the first to the second part, and no trend.
        double[] x = {-0.5, 0.5, -1, 1, -1.5, 1.5, -1, 1};
        double[] flat = x.clone();
        double[] line = new double[8];
        Arrays.setAll(line, t -> slope(x) * (t - 3.5));
        Arrays.setAll(flat, t -> x[t] - line[t]);
        double[] differences = new double[4];
        Arrays.setAll(differences, c -> flat[2 * c + 1] - flat[2 * c]);
        double mean = Arrays.stream(differences).average().orElseThrow();
        double variance = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum() / 3;
        double t = mean / Math.sqrt(variance / 4);
        // Student's t with 3 degrees of freedom in closed form.
        double w = t / Math.sqrt(3);
        double cumulative = 0.5 + (w / (1 + w * w) + Math.atan(w)) / Math.PI;
        assertThat(probability(two, x)).isCloseTo(2 * (1 - cumulative), within(1e-9));
    }

    private static double slope(double[] x) {
        double products = 0;
        for (int t = 0; t < x.length; t++) {
            products += (t - 3.5) * x[t];
        }
        return products / 42;
    }

    @Test
    void twoCyclesAreTooFew() {
        assertThat(YEAR.in(Arrays.copyOf(noise(0, 0), 1000))).isEmpty();
        assertThat(WEEK.in(new double[100])).isEmpty();
    }
}
