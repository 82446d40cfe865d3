// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.settings.ValueNames;

/**
 * One factor of variation of N examples: a label column. Integers and texts are classes. Real
 * numbers are none: metrics of classes reject them, and others cut them into bins if they are
 * {@link #isContinuous continuous}.
 *
 * @param values of the examples, [N], in 0 .. cardinality - 1, or {@link Labels#UNKNOWN}
 * @param valueNames what value k is called, at place k
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record Factor(String name, int[] values, List<String> valueNames) {

    private static final int MOST_BINS = 20;

    Factor {
        valueNames = List.copyOf(valueNames);
    }

    static Factor of(Labels.Column column) {
        return new Factor(column.name(), column.values(), column.valueNames());
    }

    int cardinality() {
        return valueNames.size();
    }

    /**
     * Returns whether the names of the values are finite numbers in ascending order, as those of a
     * size or a position are. Otherwise the values are categories, as shapes are.
     */
    boolean ordered() {
        double last = Double.NEGATIVE_INFINITY;
        for (String valueName : valueNames) {
            double number;
            try {
                number = Double.parseDouble(valueName);
            } catch (NumberFormatException e) {
                return false;
            }
            if (!(number > last && Double.isFinite(number))) {
                return false;
            }
            last = number;
        }
        return true;
    }

    /**
     * Returns the numbers that the values are called by, [N].
     *
     * @throws NumberFormatException if a name is not a number; those of an ordered factor are
     */
    double[] numbers() {
        double[] byValue = valueNames.stream().mapToDouble(Double::parseDouble).toArray();
        return Arrays.stream(values).mapToDouble(value -> byValue[value]).toArray();
    }

    /** Returns whether the values are real numbers, and no classes. */
    boolean isReal() {
        return ValueNames.areReal(valueNames);
    }

    /** Returns whether the values are real numbers that hardly repeat. */
    boolean isContinuous() {
        return isReal() && known().length < ValueNames.PER_VALUE * knownValues();
    }

    /**
     * Returns the edges between bins of about as many examples: at most {@value #MOST_BINS} bins of
     * about {@value ValueNames#PER_VALUE} examples or more, and at least two. All examples are
     * known, and not all equal.
     */
    double[] quantiles() {
        double[] sorted = numbers();
        Arrays.sort(sorted);
        int bins = Math.max(2, Math.min(MOST_BINS, sorted.length / ValueNames.PER_VALUE));
        double[] edges =
                IntStream.range(1, bins)
                        .mapToDouble(bin -> sorted[(int) ((long) bin * sorted.length / bins)])
                        .filter(edge -> edge > sorted[0])
                        .distinct()
                        .toArray();
        // Most examples may have the least value.
        return edges.length > 0
                ? edges
                : Arrays.stream(sorted).filter(v -> v > sorted[0]).limit(1).toArray();
    }

    /** Returns this factor with bins as values: the number of edges that are not above a number. */
    Factor binned(double... edges) {
        int[] bins =
                Arrays.stream(numbers())
                        .mapToInt(v -> CodeFactorInformation.countNotAbove(edges, v))
                        .toArray();
        return new Factor(
                name,
                bins,
                IntStream.rangeClosed(0, edges.length).mapToObj(Integer::toString).toList());
    }

    int[] known() {
        return IntStream.range(0, values.length).filter(i -> values[i] != Labels.UNKNOWN).toArray();
    }

    /** Returns the number of different values that are known of some example. */
    int knownValues() {
        return (int)
                Arrays.stream(values).filter(value -> value != Labels.UNKNOWN).distinct().count();
    }

    /** Returns whether two examples are known to differ in it. */
    boolean varies() {
        return knownValues() > 1;
    }

    /** Returns the examples of each value, ascending; none of a value that no example has. */
    int[][] examplesByValue() {
        int[][] examples = new int[cardinality()][];
        Arrays.setAll(
                examples,
                value ->
                        IntStream.range(0, values.length)
                                .filter(i -> values[i] == value)
                                .toArray());
        return examples;
    }
}
