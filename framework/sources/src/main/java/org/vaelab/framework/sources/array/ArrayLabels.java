// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.settings.ValueNames;

/**
 * Labels or factors in arrays [N] or [N, F]. The values of a column are the distinct numbers of the
 * training array in ascending order.
 *
 * @param columns the names of the numbers; null is an unknown label
 */
record ArrayLabels(List<@Nullable String[]> columns, String described) {

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
        return new ArrayLabels(List.of(array.names()), array.described());
    }

    /** Returns as many columns of labels that are not known. */
    ArrayLabels unknown(int size) {
        return new ArrayLabels(
                columns.stream().map(column -> new @Nullable String[size]).toList(), described);
    }

    private List<String> numbered() {
        return IntStream.rangeClosed(1, columns.size()).mapToObj(f -> "factor" + f).toList();
    }

    /**
     * Returns the values of each column, in ascending order: the distinct ones. Those of real
     * numbers are of the test too, as a measurement need not be one of training.
     *
     * @param areNumbers whether all numbers from 0 to the largest are values
     */
    List<List<String>> values(Optional<ArrayLabels> tested, boolean areNumbers) {
        return IntStream.range(0, columns.size())
                .mapToObj(
                        f -> {
                            List<String> own = distinct(columns.get(f));
                            return areNumbers
                                    ? fromZero(own)
                                    : tested.filter(other -> other.columns.size() > f)
                                            .map(other -> distinct(other.columns.get(f)))
                                            .map(others -> withReal(own, others))
                                            .orElse(own);
                        })
                .toList();
    }

    private static List<String> withReal(List<String> own, List<String> others) {
        List<String> all = Stream.concat(own.stream(), others.stream()).toList();
        return ValueNames.areReal(all) ? ValueNames.sorted(all) : own;
    }

    private List<String> fromZero(List<String> values) {
        double least = Double.parseDouble(values.get(0));
        double largest = Double.parseDouble(values.get(values.size() - 1));
        if (least < 0 || largest >= MAX_VALUES) {
            throw DataException.of(
                    "%s: label %s, expected 0..%s",
                    described, values.get(least < 0 ? 0 : values.size() - 1), MAX_VALUES - 1);
        }
        return IntStream.rangeClosed(0, (int) largest).mapToObj(Integer::toString).toList();
    }

    private List<String> distinct(@Nullable String[] column) {
        List<String> values = Arrays.stream(column).filter(Objects::nonNull).distinct().toList();
        if (values.size() > MAX_VALUES) {
            throw DataException.of(
                    "%s: %s different labels, expected classes or the steps of a factor",
                    described, values.size());
        }
        return ValueNames.sorted(values);
    }

    /**
     * Returns the columns as labels.
     *
     * @param of the names of the columns; empty: factor1, factor2, ...
     * @param trained the values of each column
     * @param called the names of the values of a single column; empty: their numbers
     * @throws DataException if a value was not there in training
     */
    List<Labels.Column> named(List<String> of, List<List<String>> trained, List<String> called) {
        List<String> names = of.isEmpty() ? numbered() : of;
        if (names.size() != columns.size()) {
            throw DataException.of(
                    "%s: %s columns, but %s names: %s",
                    described, columns.size(), names.size(), String.join(", ", names));
        }
        List<Labels.Column> result = new ArrayList<>();
        for (int f = 0; f < names.size(); f++) {
            List<String> values = trained.get(f);
            List<String> texts = called.isEmpty() ? values : called;
            if (texts.size() < values.size()) {
                throw DataException.of(
                        "%s: %s different labels, but %s classes",
                        described, values.size(), texts.size());
            }
            result.add(Labels.Column.of(names.get(f), texts, places(values, columns.get(f))));
        }
        return result;
    }

    private int[] places(List<String> values, @Nullable String[] column) {
        Map<String, Integer> known = new HashMap<>();
        values.forEach(value -> known.put(value, known.size()));
        int[] places = new int[column.length];
        for (int row = 0; row < places.length; row++) {
            String value = column[row];
            Integer place = value == null ? Integer.valueOf(Labels.UNKNOWN) : known.get(value);
            if (place == null) {
                throw DataException.of(
                        "%s: row %s has the label %s, which no training example has",
                        described, row, value);
            }
            places[row] = place;
        }
        return places;
    }
}
