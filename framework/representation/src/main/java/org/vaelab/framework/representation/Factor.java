// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Labels;

/**
 * One known factor of variation of N examples: a label column.
 *
 * @param name of the column
 * @param values of the examples, [N], in 0 .. cardinality - 1
 * @param cardinality the number of values that there may be
 * @param ordered whether the values are numbers in ascending order by their names, as those of a size or
 *     a position are, and not categories, as shapes are
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record Factor(String name, int[] values, int cardinality, boolean ordered) {

    static Factor of(Labels.Column column) {
        return new Factor(
                column.name(),
                column.values(),
                column.cardinality(),
                areAscendingNumbers(column.valueNames()));
    }

    private static boolean areAscendingNumbers(List<String> names) {
        double last = Double.NEGATIVE_INFINITY;
        for (String name : names) {
            double number;
            try {
                number = Double.parseDouble(name);
            } catch (NumberFormatException e) {
                return false;
            }
            if (!(number > last)) {
                return false;
            }
            last = number;
        }
        return true;
    }

    /** Returns whether at least two examples differ in it. */
    boolean varies() {
        return Arrays.stream(values).anyMatch(value -> value != values[0]);
    }

    /** Returns the values as numbers. */
    double[] numbers() {
        return Arrays.stream(values).asDoubleStream().toArray();
    }

    /** Returns the examples of each value, ascending; none of a value that no example has. */
    int[][] examplesByValue() {
        int[][] examples = new int[cardinality][];
        Arrays.setAll(
                examples,
                value ->
                        IntStream.range(0, values.length)
                                .filter(i -> values[i] == value)
                                .toArray());
        return examples;
    }
}
