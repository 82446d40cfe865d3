// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.testkit.space.Moments;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Examples are those of the distribution that their source states. The mean of -log p is its entropy,
 * also given labels. A token or bit is, given the others, as frequent as log p of the example with each
 * other value in its place says. Without a number that may be missing, p is its integral.
 */
final class KnownDistributionCheck {

    private static final int MOST = 300;
    private static final int FEW = 2;
    private static final int COUNTED = 100;
    private static final int COUNTED_PLACES = 3;

    /** Fewer examples have no normal mean. */
    private static final int FEWEST = 30;

    /** Less expected examples with a value are counted together with others. */
    private static final double LEAST = 10;

    private static final int NODES = 301;

    /** The grid ends at sinh(6) = 200 deviations, and has 4 % of one as its step. */
    private static final double END = 6;

    private static final double TOLERANCE = 1e-3;

    private final KnownDistribution distribution;
    private final Dataset data;
    private final List<double[]> test;
    private final List<double[]> all;
    private final int[] places;

    KnownDistributionCheck(KnownDistribution distribution, Dataset data) {
        this.distribution = distribution;
        this.data = data;
        this.test = rows(data.test());
        this.all = Stream.concat(test.stream(), rows(data.train()).stream()).limit(MOST).toList();
        this.places =
                data.train()
                        .split()
                        .map(ValueSplit::places)
                        .orElseGet(() -> IntStream.range(0, data.shape().size()).toArray());
    }

    private static List<double[]> rows(Examples examples) {
        Examples whole = examples.whole();
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, whole.size()); i++) {
            rows.add(new double[whole.width()]);
            whole.read(i, rows.get(i), 0);
        }
        return rows;
    }

    void check() {
        for (double[] row : all) {
            if (!Double.isFinite(distribution.logProbability(row))) {
                PartContract.fail(
                        "log p of example %s is %s"
                                .formatted(Arrays.toString(row), distribution.logProbability(row)));
            }
        }
        if (test.size() >= FEWEST) {
            entropies();
        }
        double[] candidates = candidates();
        if (candidates.length > 0) {
            checkFrequencies(candidates);
        } else if (!data.domain().isDiscrete() && data.facts().hasMissing()) {
            checkNumbers();
        }
    }

    private void entropies() {
        Map<Set<String>, KnownDistribution> known = new LinkedHashMap<>();
        Set<String> labels = new LinkedHashSet<>();
        known.put(Set.of(), distribution);
        data.test()
                .labels()
                .ifPresent(of -> of.columns().forEach(column -> labels.add(column.name())));
        distribution.given(labels).ifPresent(given -> known.put(labels, given));
        known.forEach(
                (names, of) ->
                        requireMean(
                                "-log p of test examples given the labels %s, against its entropy()"
                                        .formatted(names),
                                test.stream().mapToDouble(row -> -of.logProbability(row)).toArray(),
                                of.entropy()));
    }

    /** The t test, but for rounding. */
    private static void requireMean(String name, double[] sample, double expected) {
        if (Math.abs(Moments.of(sample, 1).mean(0) - expected) > 1e-9 * (1 + Math.abs(expected))) {
            StatisticalAssertions.at(Comparison.ALPHA / 2)
                    .mean(name, sample, expected, Double.POSITIVE_INFINITY);
        }
    }

    /** Returns the values that any place may have, but for the end of a text. */
    private double[] candidates() {
        return switch (data.domain()) {
            case BINARY -> new double[] {0, 1};
            case TOKENS ->
                    IntStream.range(
                                    Vocabulary.END + 1,
                                    data.facts().form().vocabulary().orElseThrow().size())
                            .asDoubleStream()
                            .toArray();
            default -> new double[0];
        };
    }

    /** Counts values at the places where most of them are possible, in one of a few examples. */
    private void checkFrequencies(double[] candidates) {
        Map<Integer, double[]> possible = new TreeMap<>();
        for (int place : places) {
            possible.put(place, possible(place, candidates));
        }
        possible.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().length))
                .limit(COUNTED_PLACES)
                .forEach(entry -> checkFrequencies(entry.getKey(), entry.getValue()));
    }

    private double[] possible(int place, double[] candidates) {
        List<double[]> few = having(place, candidates).limit(FEW).toList();
        return Arrays.stream(candidates)
                .filter(value -> few.stream().anyMatch(row -> isPossible(row, place, value)))
                .toArray();
    }

    /** Returns the examples with one of some values, in order, at a place. */
    private Stream<double[]> having(int place, double[] values) {
        return all.stream().filter(row -> Arrays.binarySearch(values, row[place]) >= 0);
    }

    private void checkFrequencies(int place, double[] values) {
        double[] expected = new double[values.length];
        double[] found = new double[values.length];
        having(place, values)
                .limit(COUNTED)
                .forEach(
                        row -> {
                            double[] weights = weights(row, place, values);
                            double sum = Arrays.stream(weights).sum();
                            for (int v = 0; v < values.length; v++) {
                                expected[v] += weights[v] / sum;
                            }
                            found[Arrays.binarySearch(values, row[place])]++;
                        });
        requireFrequent(place, values, expected, found);
    }

    private boolean isPossible(double[] row, int place, double value) {
        return logs(row, place, new double[] {value})[0] > Double.NEGATIVE_INFINITY;
    }

    /** The chi-squared test, which is cautious where probabilities differ between examples. */
    private void requireFrequent(int place, double[] values, double[] expected, double[] found) {
        double[] rest = new double[2];
        double square = 0;
        int cells = 0;
        for (int v = 0; v <= expected.length; v++) {
            boolean isLast = v == expected.length;
            if (!isLast && expected[v] < LEAST) {
                rest[0] += expected[v];
                rest[1] += found[v];
                continue;
            }
            double e = isLast ? rest[0] : expected[v];
            if (e >= LEAST) {
                double o = isLast ? rest[1] : found[v];
                square += (o - e) * (o - e) / e;
                cells++;
            }
        }
        double alpha = Comparison.ALPHA / places.length;
        if (cells > 1
                && square
                        > new ChiSquaredDistribution(cells - 1)
                                .inverseCumulativeProbability(1 - alpha)) {
            PartContract.fail(
                    String.format(
                            Locale.ROOT,
                            "value %d given the others is not drawn from the known distribution: of the values %s"
                                    + " expected %s, found %s (chi-squared %.1f)",
                            place,
                            Arrays.toString(values),
                            Arrays.toString(expected),
                            Arrays.toString(found),
                            square));
        }
    }

    /** Returns p of an example with each value in a place, relative to the largest. */
    private double[] weights(double[] row, int place, double[] values) {
        double[] logs = logs(row, place, values);
        double most = Arrays.stream(logs).max().orElseThrow();
        return Arrays.stream(logs).map(l -> Math.exp(l - most)).toArray();
    }

    private double[] logs(double[] row, int place, double[] values) {
        double[] moved = row.clone();
        return Arrays.stream(values)
                .map(
                        value -> {
                            moved[place] = value;
                            return distribution.logProbability(moved);
                        })
                .toArray();
    }

    private void checkNumbers() {
        for (int place : new int[] {places[0], places[places.length - 1]}) {
            double[] column =
                    all.stream().mapToDouble(row -> row[place]).filter(Double::isFinite).toArray();
            Moments moments = Moments.of(column, 1);
            double[] nodes = new double[NODES];
            Arrays.setAll(
                    nodes,
                    j ->
                            moments.mean(0)
                                    + moments.deviation(0)
                                            * Math.sinh(END * (2.0 * j / (NODES - 1) - 1)));
            double[] empty = new double[all.get(0).length];
            Arrays.fill(empty, Double.NaN);
            requireIntegrated(empty, place, nodes);
            requireIntegrated(all.get(0), place, nodes);
        }
    }

    private static double between(double[] nodes, double[] logs, int j) {
        return (nodes[j] - nodes[j - 1]) * (Math.exp(logs[j]) + Math.exp(logs[j - 1])) / 2;
    }

    /** Without a number, p is its integral; of no numbers it is 1. */
    private void requireIntegrated(double[] row, int place, double[] nodes) {
        double[] logs = logs(row, place, nodes);
        double[] without = row.clone();
        without[place] = Double.NaN;
        double expected = distribution.logProbability(without);
        double[] relative = Arrays.stream(logs).map(l -> l - expected).toArray();
        double sum = IntStream.range(1, NODES).mapToDouble(j -> between(nodes, relative, j)).sum();
        if (!(Math.abs(sum - 1) <= TOLERANCE)) {
            PartContract.fail(
                    String.format(
                            Locale.ROOT,
                            "p of %s, integrated over value %d, is %.6g times p without the value:"
                                    + " expected 1",
                            Arrays.toString(row),
                            place,
                            sum));
        }
    }
}
