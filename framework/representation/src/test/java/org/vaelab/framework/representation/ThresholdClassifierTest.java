// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.random.RandomKey;

/** The best balanced accuracy by thresholds, against a search over all of them. */
class ThresholdClassifierTest {

    private static Factor factor(int... values) {
        return new Factor("shape", values, KnownCodes.names(4, false));
    }

    @Test
    void separableValuesAreAllFound() {
        assertThat(
                        ThresholdClassifier.balancedAccuracy(
                                new double[] {3, 1, 2, 1.5, 9}, factor(2, 0, 3, 0, 2)))
                .isEqualTo(1);
    }

    /** Value 1 lies on both sides of value 0, and two intervals do not make three. */
    @Test
    void thereAreNoMoreIntervalsThanValues() {
        double[] numbers = {1, 2, 3, 4, 5, 6};
        assertThat(ThresholdClassifier.balancedAccuracy(numbers, factor(1, 1, 0, 0, 1, 1)))
                .isEqualTo(0.75);
    }

    @Test
    void equalNumbersHaveOnePrediction() {
        assertThat(ThresholdClassifier.balancedAccuracy(new double[] {1, 1, 1}, factor(0, 1, 1)))
                .isEqualTo(0.5);
    }

    /** A value that is rare weighs as much as one that is not. */
    @Test
    void theAccuracyIsBalanced() {
        double[] numbers = {1, 2, 3, 4, 5, 6};
        assertThat(ThresholdClassifier.balancedAccuracy(numbers, factor(0, 0, 0, 0, 1, 0)))
                .isCloseTo((4.0 / 5 + 1) / 2, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noThresholdsAreBetter(long seed) {
        RandomKey key = RandomKey.of(seed);
        int n = 9;
        double[] numbers =
                Arrays.stream(key.split("numbers").uniform(n))
                        .map(u -> Math.floor(8 * u))
                        .toArray();
        int[] values =
                Arrays.stream(key.split("values").uniform(n))
                        .mapToInt(u -> (int) (3 * u))
                        .toArray();
        double best = 0;
        // All assignments of the numbers 0 .. 7 to values, of which those with too many intervals
        // go.
        int present = (int) Arrays.stream(values).distinct().count();
        for (int code = 0; code < (int) Math.pow(3, 8); code++) {
            int[] prediction = new int[8];
            int rest = code;
            int intervals = 1;
            for (int v = 0; v < 8; v++) {
                prediction[v] = rest % 3;
                rest /= 3;
                intervals += v > 0 && prediction[v] != prediction[v - 1] ? 1 : 0;
            }
            if (intervals <= present) {
                best = Math.max(best, balanced(numbers, values, prediction));
            }
        }
        assertThat(ThresholdClassifier.balancedAccuracy(numbers, factor(values)))
                .as("seed %d", seed)
                .isCloseTo(best, within(1e-12));
    }

    private static double balanced(double[] numbers, int[] values, int[] prediction) {
        double[] right = new double[3];
        double[] counts = new double[3];
        for (int i = 0; i < values.length; i++) {
            counts[values[i]]++;
            right[values[i]] += prediction[(int) numbers[i]] == values[i] ? 1 : 0;
        }
        double sum = 0;
        int present = 0;
        for (int v = 0; v < 3; v++) {
            if (counts[v] > 0) {
                sum += right[v] / counts[v];
                present++;
            }
        }
        return sum / present;
    }
}
