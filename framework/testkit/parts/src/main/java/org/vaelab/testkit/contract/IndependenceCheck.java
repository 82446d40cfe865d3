// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.testkit.space.Integral;

/**
 * Draws of equal distributions that are called independent: the covariance of bounded functions of
 * neighbours, of draws half of them apart, and of the first with the last and so on, which is 0.
 * Those of independent draws pass but with probability 1e-6.
 *
 * @param draws [K, R, width], row-major
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record IndependenceCheck(double[] draws, int count, int rows, int width) {

    /** Draws of each row, and rows, which are even. */
    static final int EACH = 64;

    /** Which partner an index of the first half has; each index is in one pair. */
    private record Pairs(String name, IntUnaryOperator first, IntUnaryOperator second) {

        static List<Pairs> of(int n) {
            return List.of(
                    new Pairs("neighbours", i -> 2 * i, i -> 2 * i + 1),
                    new Pairs("those half of them apart", i -> i, i -> i + n / 2),
                    new Pairs("the first and the last, and so on inwards", i -> i, i -> n - 1 - i));
        }
    }

    /** Returns what shows that draws depend on each other; empty if nothing does. */
    Optional<String> dependence(String name, boolean alongK, RandomKey key) {
        Waves waves = Waves.onScaleOf(draws, width, key);
        Comparison comparison = Comparison.of(6 * waves.count());
        for (int w = 0; w < waves.count(); w++) {
            double[] values = waves.at(w, draws);
            double mean = Arrays.stream(values).average().orElseThrow();
            Arrays.setAll(values, i -> values[i] - mean);
            for (boolean overK : new boolean[] {true, false}) {
                int n = overK ? count : rows;
                if (n < 2 || (overK && !alongK)) {
                    continue;
                }
                for (Pairs pairs : Pairs.of(n)) {
                    double[] products = products(values, pairs, overK);
                    // That the mean is of the same draws moves the expectation by so much.
                    double bias =
                            Arrays.stream(values).map(v -> v * v).sum()
                                    / values.length
                                    / values.length;
                    if (!comparison.accepts(products, new Integral(0, bias))) {
                        return Optional.of(
                                name
                                        + ": draws are correlated along "
                                        + (overK ? "K" : "the rows")
                                        + " ("
                                        + pairs.name()
                                        + "); "
                                        + (overK
                                                ? "draw noise of its own for each, or let"
                                                        + " drawsIndependently() return false"
                                                : "each row needs noise of its own"));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private double[] products(double[] values, Pairs pairs, boolean overK) {
        int half = (overK ? count : rows) / 2;
        int others = overK ? rows : count;
        double[] products = new double[half * others];
        for (int i = 0; i < half; i++) {
            for (int j = 0; j < others; j++) {
                int a = pairs.first().applyAsInt(i);
                int b = pairs.second().applyAsInt(i);
                products[i * others + j] =
                        overK
                                ? values[a * rows + j] * values[b * rows + j]
                                : values[j * rows + a] * values[j * rows + b];
            }
        }
        return products;
    }
}
