// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Labels;

/**
 * Labels or factors in arrays [N] or [N, F]. The values of a column are the distinct numbers of the
 * training array in ascending order.
 */
record ArrayLabels(List<double[]> columns, String described) {

    private static final int MAX_VALUES = 1 << 16;

    /** Reads all columns of an array. */
    static ArrayLabels read(StoredArray array, int examples) {
        if (array.shape().size() > 2) {
            throw DataException.of("%s: expected labels [N], or factors [N, F]", array.described());
        }
        if (array.examples() != examples) {
            throw DataException.of(
                    "%s: %s rows, but there are %s examples",
                    array.described(), array.examples(), examples);
        }
        return new ArrayLabels(List.of(array.columns()), array.described());
    }

    /** Returns as many columns of labels that are not known. */
    ArrayLabels unknown(int size) {
        double[] none = new double[size];
        Arrays.fill(none, Double.NaN);
        return new ArrayLabels(columns.stream().map(column -> none).toList(), described);
    }

    private List<String> numbered() {
        return IntStream.rangeClosed(1, columns.size()).mapToObj(f -> "factor" + f).toList();
    }

    /**
     * Returns the values of each column, in ascending order: the distinct ones.
     *
     * @param areNumbers whether all numbers from 0 to the largest are values
     */
    List<double[]> values(boolean areNumbers) {
        return columns.stream()
                .map(this::distinct)
                .map(values -> areNumbers ? fromZero(values) : values)
                .toList();
    }

    private double[] fromZero(double... values) {
        double largest = values[values.length - 1];
        if (values[0] < 0 || largest >= MAX_VALUES) {
            throw DataException.of(
                    "%s: label %s, expected 0..%s",
                    described, text(values[0] < 0 ? values[0] : largest), MAX_VALUES - 1);
        }
        return IntStream.rangeClosed(0, (int) largest).asDoubleStream().toArray();
    }

    private double[] distinct(double[] column) {
        double[] values = Arrays.stream(column).filter(v -> !Double.isNaN(v)).distinct().toArray();
        if (values.length > MAX_VALUES) {
            throw DataException.of(
                    "%s: %s different labels, expected classes or the steps of a factor",
                    described, values.length);
        }
        Arrays.sort(values);
        return values;
    }

    /**
     * Returns the columns as labels.
     *
     * @param of the names of the columns; empty: factor1, factor2, ...
     * @param trained the values of each column
     * @param called the names of the values of a single column; empty: their numbers
     * @throws DataException if a value was not there in training
     */
    List<Labels.Column> named(List<String> of, List<double[]> trained, List<String> called) {
        List<String> names = of.isEmpty() ? numbered() : of;
        if (names.size() != columns.size()) {
            throw DataException.of(
                    "%s: %s columns, but %s names: %s",
                    described, columns.size(), names.size(), String.join(", ", names));
        }
        List<Labels.Column> result = new ArrayList<>();
        for (int f = 0; f < names.size(); f++) {
            double[] values = trained.get(f);
            List<String> texts =
                    called.isEmpty()
                            ? Arrays.stream(values).mapToObj(ArrayLabels::text).toList()
                            : called;
            if (texts.size() < values.length) {
                throw DataException.of(
                        "%s: %s different labels, but %s classes",
                        described, values.length, texts.size());
            }
            double[] column = columns.get(f);
            int[] places =
                    IntStream.range(0, column.length)
                            .map(i -> place(values, column[i], i))
                            .toArray();
            result.add(Labels.Column.of(names.get(f), texts, places));
        }
        return result;
    }

    private int place(double[] values, double value, int row) {
        if (Double.isNaN(value)) {
            return Labels.UNKNOWN;
        }
        int place = Arrays.binarySearch(values, value);
        if (place < 0) {
            throw DataException.of(
                    "%s: row %s has the label %s, which no training example has",
                    described, row, text(value));
        }
        return place;
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
