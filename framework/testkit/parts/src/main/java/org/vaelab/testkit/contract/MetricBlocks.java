// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.hipparchus.distribution.continuous.TDistribution;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;

/** What a metric may make of the blocks in which an evaluation passes over examples: nothing. */
record MetricBlocks(MetricTrial trial, List<String> names) {

    /** The keys of an evaluation whose values are compared. */
    private static final int KEYS = 4;

    private static final double ROUNDING = 1e-9;

    /** Of sums in another order, and of networks that see other blocks. */
    private static final double ROUNDING_OF_BLOCKS = 1e-6;

    private static final int HALF = MetricTrial.TEST / 2;

    /** Examples move so far within a block. Splits into 2, 3, 4, 6 or 12 parts by number stay. */
    private static final int SHIFT = 12;

    /** The values of a metric with some keys. */
    private static final class Values {

        private final double[] values = new double[KEYS];

        double mean() {
            return Arrays.stream(values).average().orElseThrow();
        }

        double squares() {
            double mean = mean();
            return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        }

        boolean isFixed() {
            return Arrays.stream(values).allMatch(v -> near(v, values[0], ROUNDING));
        }
    }

    private static boolean near(double one, double other, double rounding) {
        return Math.abs(one - other) <= rounding * (1 + Math.abs(other));
    }

    private Map<String, Values> values(EvaluationData data, int rows, RandomKey key) {
        Map<String, Values> all = new LinkedHashMap<>();
        for (int k = 0; k < KEYS; k++) {
            Map<String, Estimate> measured = trial.measure(data, names, rows, key.fold(k)).metrics();
            for (String name : names) {
                if (measured.containsKey(name)) {
                    all.computeIfAbsent(name, first -> new Values()).values[k] =
                            measured.get(name).value();
                }
            }
        }
        return all;
    }

    /**
     * Asserts that blocks of one example have the value of the usual blocks: up to rounding, if it does not
     * change with the key, else up to a t test between two samples, whose error rate is 1e-6.
     */
    void sizeDoesNotMatter(RandomKey key) {
        Map<String, Values> usual = values(trial.few(), MetricTrial.ROWS, key);
        Map<String, Values> single = values(trial.few(), 1, key);
        double quantile =
                -new TDistribution(2 * KEYS - 2)
                        .inverseCumulativeProbability(Comparison.ALPHA / 2 / names.size());
        usual.forEach(
                (name, one) -> {
                    Values other = single.get(name);
                    if (other == null) {
                        return;
                    }
                    boolean isFixed = one.isFixed() && other.isFixed();
                    double variance = (one.squares() + other.squares()) / (2 * KEYS - 2);
                    double error = isFixed ? 0 : quantile * Math.sqrt(2 * variance / KEYS);
                    double rounding = ROUNDING_OF_BLOCKS * (1 + Math.abs(one.mean()));
                    if (!(Math.abs(one.mean() - other.mean()) <= error + rounding)) {
                        throw new AssertionError(
                                String.format(
                                        Locale.ROOT,
                                        "%s is %.8g in blocks of 100 examples, and %.8g in blocks of one"
                                                + " (allowed: %.2g): use all 'size' examples of a block,"
                                                + " and weigh blocks by their sizes",
                                        name,
                                        one.mean(),
                                        other.mean(),
                                        error + rounding));
                    }
                });
    }

    /**
     * Asserts that two blocks do not have the same noise. If they have, examples of the two may be
     * exchanged, and not those of one block, whose noise depends on their places.
     */
    void noiseIsTheirOwn(RandomKey key) {
        List<Map<String, Values>> measured = new ArrayList<>();
        List<IntUnaryOperator> orders =
                List.of(
                        i -> i,
                        i -> (i + HALF) % MetricTrial.TEST,
                        i -> i / HALF * HALF + (i + SHIFT) % HALF);
        orders.forEach(order -> measured.add(values(trial.inOrder(order), HALF, key)));
        measured.get(0)
                .forEach(
                        (name, usual) -> {
                            double[] exchanged = measured.get(1).get(name).values;
                            double[] shifted = measured.get(2).get(name).values;
                            boolean isSame = true;
                            boolean hasPlaces = false;
                            for (int k = 0; k < KEYS; k++) {
                                isSame &= near(exchanged[k], usual.values[k], ROUNDING);
                                hasPlaces |=
                                        !near(shifted[k], usual.values[k], ROUNDING_OF_BLOCKS);
                            }
                            if (isSame && hasPlaces && !usual.isFixed()) {
                                throw new AssertionError(
                                        name
                                                + " has the same noise in each block of examples: fold"
                                                + " the key by the first example of the block,"
                                                + " key().fold(first)");
                            }
                        });
    }
}
