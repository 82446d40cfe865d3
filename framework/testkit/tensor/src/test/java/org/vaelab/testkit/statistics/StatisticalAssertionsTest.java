// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;

/**
 * Each assertion is tried on many samples: how often it fails is compared with its stated rate. The
 * comparisons themselves fail for a right implementation with probability 1e-6.
 */
final class StatisticalAssertionsTest {

    private static final int TRIALS = 2000;
    private static final double RATE = 0.05;
    private static final StatisticalAssertions STATISTICS = StatisticalAssertions.at(RATE);

    private static int rejections(IntConsumer assertion) {
        int rejections = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            try {
                assertion.accept(trial);
            } catch (AssertionError rejected) {
                rejections++;
            }
        }
        return rejections;
    }

    /**
     * Asserts that the true rate is neither far above nor, where exact, far below the stated one.
     */
    private static void assertRate(int rejections, double rate) {
        BinomialDistribution expected = new BinomialDistribution(TRIALS, rate);
        assertThat(rejections)
                .as("rejections of a right implementation, rate %s", rate)
                .isBetween(
                        expected.inverseCumulativeProbability(5e-7),
                        expected.inverseCumulativeProbability(1 - 5e-7));
    }

    private static double[] normals(int trial, int n, double shift) {
        double[] sample = RandomKey.of(3).fold(trial).normal(n);
        return Arrays.stream(sample).map(z -> z + shift).toArray();
    }

    @Test
    void meanErrsAtItsRate() {
        assertRate(rejections(t -> STATISTICS.mean("z", normals(t, 10, 2), 2, 100)), RATE);
    }

    @Test
    void meanErrsAtASmallRate() {
        StatisticalAssertions strict = StatisticalAssertions.at(1e-6);
        assertThat(rejections(t -> strict.mean("z", normals(t, 50, 0), 0, 100))).isZero();
    }

    @Test
    void meanFindsTheDetectableDeviation() {
        int n = 100;
        // (1.984 + 2.326) / 10: what detectableDeviation says for unit variance.
        double shift = 0.431;
        int found = rejections(t -> STATISTICS.mean("z", normals(t, n, shift), 0, 100));
        assertRate(TRIALS - found, 0.01);
        double stated = STATISTICS.detectableDeviation(normals(0, n, 0));
        double deviation = sampleDeviation(normals(0, n, 0));
        assertThat(stated / deviation).isBetween(0.999 * shift, 1.001 * shift);
    }

    /** The deviation is five standard errors of the first stage: {@code 5 / sqrt(n / 4)}. */
    @Tag("full")
    @Test
    void stagesErrAtTheRateOfTheSecondAndFindTheDetectableDeviation() {
        int n = 200;
        double detectable = 5.5 / Math.sqrt(n / 4.0);
        int[] small = {0};
        int wrong =
                rejections(
                        t ->
                                STATISTICS.meanInStages(
                                        "z",
                                        n,
                                        draws -> {
                                            small[0] += draws < n ? 1 : -1;
                                            return normals(t, draws, 0);
                                        },
                                        0,
                                        detectable));
        assertThat(wrong).isLessThanOrEqualTo(rejectionsOf(n, 0, detectable));
        assertThat(small[0]).as("settled by the first stage").isGreaterThan(TRIALS / 2);
        int found =
                rejections(
                        t ->
                                STATISTICS.meanInStages(
                                        "z",
                                        n,
                                        draws -> normals(t, draws, detectable),
                                        0,
                                        detectable));
        BinomialDistribution missed = new BinomialDistribution(TRIALS, 0.011);
        assertThat(TRIALS - found)
                .isLessThanOrEqualTo(missed.inverseCumulativeProbability(1 - 1e-6));
    }

    private static int rejectionsOf(int n, double shift, double detectable) {
        return rejections(t -> STATISTICS.mean("z", normals(t, n, shift), 0, detectable));
    }

    private static double sampleDeviation(double[] sample) {
        double mean = Arrays.stream(sample).average().orElseThrow();
        return Math.sqrt(
                Arrays.stream(sample).map(x -> (x - mean) * (x - mean)).sum()
                        / (sample.length - 1));
    }

    @Test
    void meanRefusesASampleThatCannotFindWhatIsDeclared() {
        assertThatThrownBy(() -> STATISTICS.mean("z", normals(0, 100, 0), 0, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("z: 100 draws detect a deviation of 0.")
                .hasMessageContaining("are needed");
    }

    @Test
    void meanOfAConstantIsExact() {
        STATISTICS.mean("constant", new double[] {2, 2, 2}, 2, 1e-9);
        assertThatThrownBy(() -> STATISTICS.mean("constant", new double[] {2, 2, 2}, 2.1, 1e-9))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected 2.1");
    }

    @Test
    void meanRejectsNaN() {
        assertThatThrownBy(() -> STATISTICS.mean("z", new double[] {1, Double.NaN}, 1, 1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("draw 1 is NaN");
    }

    @Test
    void distributionErrsAtItsRateOrLess() {
        NormalDistribution normal = new NormalDistribution();
        int rejections =
                rejections(
                        t ->
                                STATISTICS.distribution(
                                        "z", normals(t, 40, 0), normal::cumulativeProbability));
        int limit = new BinomialDistribution(TRIALS, RATE).inverseCumulativeProbability(1 - 1e-6);
        assertThat(rejections).isBetween(1, limit);
    }

    @Test
    void distributionFindsAnotherShape() {
        NormalDistribution normal = new NormalDistribution();
        StatisticalAssertions strict = StatisticalAssertions.at(1e-6);
        double[] wide = Arrays.stream(normals(0, 4000, 0)).map(z -> 1.2 * z).toArray();
        assertThatThrownBy(() -> strict.distribution("z", wide, normal::cumulativeProbability))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("distribution of z");
        strict.distribution("z", normals(0, 4000, 0), normal::cumulativeProbability);
    }

    @Test
    void countsErrAtTheirRate() {
        double[] probabilities = {0.5, 0.3, 0.2, 0};
        int rejections = rejections(t -> STATISTICS.counts("k", drawn(t, 500), probabilities));
        // Chi-square is the limit of the statistic: with 500 draws its rate is within a tenth.
        BinomialDistribution low = new BinomialDistribution(TRIALS, 0.9 * RATE);
        BinomialDistribution high = new BinomialDistribution(TRIALS, 1.1 * RATE);
        assertThat(rejections)
                .isBetween(
                        low.inverseCumulativeProbability(5e-7),
                        high.inverseCumulativeProbability(1 - 5e-7));
    }

    private static long[] drawn(int trial, int n) {
        long[] counts = new long[4];
        for (double u : RandomKey.of(4).fold(trial).uniform(n)) {
            counts[u < 0.5 ? 0 : u < 0.8 ? 1 : 2]++;
        }
        return counts;
    }

    @Test
    void countsFindOtherProbabilities() {
        StatisticalAssertions strict = StatisticalAssertions.at(1e-6);
        assertThatThrownBy(
                        () ->
                                strict.counts(
                                        "k", drawn(0, 20_000), new double[] {0.47, 0.33, 0.2, 0}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("counts of k");
        assertThatThrownBy(
                        () -> strict.counts("k", drawn(0, 20_000), new double[] {0.5, 0.5, 0, 0}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("category 2 has probability 0");
    }

    @Test
    void countsRefuseWhatTheyCannotJudge() {
        assertThatThrownBy(() -> STATISTICS.counts("k", new long[] {3, 4}, new double[] {0.5, 0.5}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is expected 3.5 times");
        assertThatThrownBy(
                        () -> STATISTICS.counts("k", new long[] {30, 40}, new double[] {0.5, 0.6}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rateIsAProbability() {
        for (double rate : new double[] {0, -1, 0.5, Double.NaN}) {
            assertThatThrownBy(() -> StatisticalAssertions.at(rate))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(rate));
        }
    }
}
