// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;

/** Areas and precisions of ranked scores, against sums over pairs and thresholds. */
class RankedScoresTest {

    /** The example of scikit-learn's documentation of both functions. */
    @Test
    void knownValues() {
        RankedScores ranked =
                new RankedScores(
                        new double[] {0.1, 0.4, 0.35, 0.8},
                        new boolean[] {false, false, true, true});
        assertThat(ranked.areaUnderCurve(0).value()).isEqualTo(0.75);
        assertThat(ranked.averagePrecision()).isCloseTo(0.8333333333333333, within(1e-15));
    }

    private static double above(double a, double b) {
        return a > b ? 1 : a == b ? 0.5 : 0;
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }

    /** Many ties, few, and none. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 40, 1_000_000})
    void pairsAndThresholdsAreCounted(int levels) {
        RandomKey key = RandomKey.of(levels);
        double[] uniform = key.split("score").uniform(60);
        double[] chance = key.split("kind").uniform(60);
        boolean[] positive = new boolean[60];
        double[] scores = new double[60];
        for (int i = 0; i < 60; i++) {
            positive[i] = chance[i] < 0.3;
            scores[i] = Math.floor(levels * (uniform[i] + (positive[i] ? 0.3 : 0)));
        }
        int[] ones = IntStream.range(0, 60).filter(i -> positive[i]).toArray();
        int[] zeros = IntStream.range(0, 60).filter(i -> !positive[i]).toArray();
        double[] v =
                IntStream.of(ones)
                        .mapToDouble(
                                i ->
                                        IntStream.of(zeros)
                                                .mapToDouble(j -> above(scores[i], scores[j]))
                                                .average()
                                                .orElseThrow())
                        .toArray();
        double[] w =
                IntStream.of(zeros)
                        .mapToDouble(
                                j ->
                                        IntStream.of(ones)
                                                .mapToDouble(i -> above(scores[i], scores[j]))
                                                .average()
                                                .orElseThrow())
                        .toArray();
        RankedScores ranked = new RankedScores(scores, positive);
        Estimate area = ranked.areaUnderCurve(0);
        assertThat(area.value()).isCloseTo(Arrays.stream(v).average().orElseThrow(), within(1e-14));
        double error = Math.sqrt(variance(v) / v.length + variance(w) / w.length);
        assertThat(area.standardError()).isCloseTo(error, within(1e-14));
        assertThat(ranked.averagePrecision())
                .isCloseTo(precision(scores, positive, ones.length), within(1e-14));
    }

    private static double precision(double[] scores, boolean[] positive, int positives) {
        double sum = 0;
        double recall = 0;
        double[] thresholds = Arrays.stream(scores).distinct().sorted().toArray();
        for (int k = thresholds.length - 1; k >= 0; k--) {
            double threshold = thresholds[k];
            int[] shown =
                    IntStream.range(0, scores.length).filter(i -> scores[i] >= threshold).toArray();
            double found = IntStream.of(shown).filter(i -> positive[i]).count();
            sum += (found / positives - recall) * found / shown.length;
            recall = found / positives;
        }
        return sum;
    }

    @Test
    void equalScoresSayNothing() {
        boolean[] positive = {true, false, false, false};
        RankedScores ranked = new RankedScores(new double[4], positive);
        assertThat(ranked.areaUnderCurve(0).value()).isEqualTo(0.5);
        assertThat(ranked.areaUnderCurve(0).standardError()).as("of one positive").isNaN();
        assertThat(ranked.averagePrecision()).isEqualTo(0.25);
    }

    @Test
    void infiniteScoresAreTheHighest() {
        boolean[] positive = {true, true, false, false};
        double[] scores = {Double.POSITIVE_INFINITY, 3, 2, Double.NEGATIVE_INFINITY};
        RankedScores ranked = new RankedScores(scores, positive);
        assertThat(ranked.areaUnderCurve(0).value()).isEqualTo(1);
        assertThat(ranked.areaUnderCurve(0).standardError()).isZero();
        assertThat(ranked.averagePrecision()).isEqualTo(1);
    }
}
