// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;

/** What a metric may make of the blocks in which an evaluation passes over examples: nothing. */
record MetricBlocks(MetricTrial trial, List<String> names) {

    /** The keys of an evaluation by which it is known whether a value depends on the key. */
    private static final int FEW_KEYS = 2;

    /** The keys of an evaluation where it does. */
    private static final int KEYS = 4;

    private static final double ROUNDING = 1e-9;

    /** Of sums in another order, and of networks that see other blocks. */
    private static final double ROUNDING_OF_BLOCKS = 1e-6;

    private static final int HALF = MetricTrial.TEST / 2;

    /** Examples move so far within a block. Splits into 2, 3, 4, 6 or 12 parts by number stay. */
    private static final int SHIFT = 12;

    private static boolean near(double one, double other, double rounding) {
        return Math.abs(one - other) <= rounding * (1 + Math.abs(other));
    }

    private static boolean isFixed(double[] values) {
        return Arrays.stream(values).allMatch(v -> near(v, values[0], ROUNDING));
    }

    /** Returns the values of metrics with few keys, without those that are absent. */
    private Map<String, double[]> values(
            EvaluationData data, Collection<String> of, int rows, RandomKey key) {
        Map<String, double[]> all = new LinkedHashMap<>();
        addValues(all, data, of, rows, 0, FEW_KEYS, key);
        return all;
    }

    /** Adds the values of metrics with the keys of some numbers, without those that are absent. */
    private void addValues(
            Map<String, double[]> all,
            EvaluationData data,
            Collection<String> of,
            int rows,
            int from,
            int to,
            RandomKey key) {
        for (int k = from; k < to && !of.isEmpty(); k++) {
            Map<String, Estimate> measured =
                    trial.measure(data, List.copyOf(of), rows, key.fold(k)).metrics();
            for (String name : of) {
                if (measured.containsKey(name)) {
                    double[] values = all.getOrDefault(name, new double[0]);
                    double[] more = Arrays.copyOf(values, values.length + 1);
                    more[values.length] = measured.get(name).value();
                    all.put(name, more);
                }
            }
        }
    }

    /**
     * Asserts that blocks of one example have the value of the usual blocks. A value that does not
     * change with the key agrees up to rounding, another by a t test of two samples with error rate
     * 1e-6.
     */
    void sizeDoesNotMatter(RandomKey key) {
        Map<String, double[]> usual = values(trial.few(), names, MetricTrial.ROWS, key);
        Map<String, double[]> single = values(trial.few(), names, 1, key);
        usual.keySet().retainAll(single.keySet());
        List<String> drawn = new ArrayList<>();
        usual.forEach(
                (name, values) -> {
                    if (isFixed(values) && isFixed(single.get(name))) {
                        requireEqual(name, values, single.get(name), 0);
                    } else {
                        drawn.add(name);
                    }
                });
        double quantile =
                -new TDistribution(2 * KEYS - 2)
                        .inverseCumulativeProbability(Comparison.ALPHA / 2 / names.size());
        addValues(usual, trial.few(), drawn, MetricTrial.ROWS, FEW_KEYS, KEYS, key);
        addValues(single, trial.few(), drawn, 1, FEW_KEYS, KEYS, key);
        drawn.forEach(name -> requireEqual(name, usual.get(name), single.get(name), quantile));
    }

    /** Asserts that two means are equal, up to so many standard errors of their difference. */
    private static void requireEqual(String name, double[] one, double[] other, double errors) {
        double mean = mean(one);
        double meanOfOther = mean(other);
        double variance = (squares(one) + squares(other)) / (2 * one.length - 2);
        double allowed =
                errors * Math.sqrt(2 * variance / one.length)
                        + ROUNDING_OF_BLOCKS * (1 + Math.abs(mean));
        if (!(Math.abs(mean - meanOfOther) <= allowed)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s is %.8g in blocks of 100 examples, and %.8g in blocks of one (allowed:"
                                    + " %.2g): use all 'size' examples of a block, and weigh blocks by"
                                    + " their sizes",
                            name,
                            mean,
                            meanOfOther,
                            allowed));
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double squares(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    }

    /**
     * Asserts that two blocks do not have the same noise. If they have, examples of the two may be
     * exchanged, and not those of one block, whose noise depends on their places.
     */
    void noiseIsTheirOwn(RandomKey key) {
        Map<String, double[]> usual = values(trial.inOrder(i -> i), names, HALF, key);
        usual.values().removeIf(MetricBlocks::isFixed);
        Collection<String> drawn = usual.keySet();
        Map<String, double[]> exchanged =
                values(trial.inOrder(i -> (i + HALF) % MetricTrial.TEST), drawn, HALF, key);
        drawn.removeIf(name -> !isSame(usual.get(name), exchanged.get(name)));
        Map<String, double[]> shifted =
                values(trial.inOrder(i -> i / HALF * HALF + (i + SHIFT) % HALF), drawn, HALF, key);
        drawn.removeIf(name -> isSame(usual.get(name), shifted.get(name)));
        if (!drawn.isEmpty()) {
            throw new AssertionError(
                    drawn
                            + " have the same noise in each block of examples: fold the key by the first"
                            + " example of the block, key().fold(first)");
        }
    }

    private static boolean isSame(double[] one, double @Nullable [] other) {
        boolean same = other != null;
        for (int k = 0; same && k < one.length; k++) {
            same = near(one[k], other[k], ROUNDING);
        }
        return same;
    }
}
