// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Csv;
import org.vaelab.reports.statistics.MeanInterval;

/**
 * Data: rows with named columns, which a CSV file has all of. The drawing of a figure shows points
 * of two of them.
 *
 * @param <R> a row
 * @param columns texts, numbers or null, by name
 */
public record DataFrame<R>(
        List<R> list, Map<String, Function<? super R, ? extends @Nullable Object>> columns) {

    /** Returns rows, to which columns are added. */
    public static <R> DataFrame<R> of(List<R> list) {
        return new DataFrame<>(List.copyOf(list), Map.of());
    }

    /** Returns these rows with one more column, which is the last one. */
    public DataFrame<R> column(String name, Function<? super R, ? extends @Nullable Object> value) {
        Map<String, Function<? super R, ? extends @Nullable Object>> all =
                new LinkedHashMap<>(columns);
        all.put(name, value);
        return new DataFrame<>(list, all);
    }

    /** Returns these rows with the columns of a mean over seeds and its interval. */
    public DataFrame<R> overSeeds(Function<? super R, MeanInterval> interval) {
        return column("seeds", row -> interval.apply(row).n())
                .column("mean", row -> interval.apply(row).mean())
                .column("ci95_low", row -> interval.apply(row).low())
                .column("ci95_high", row -> interval.apply(row).high());
    }

    /** Returns the rows by a property, in the order in which its values occur. */
    public <K> Map<K, DataFrame<R>> by(Function<? super R, K> property) {
        Map<K, List<R>> groups = new LinkedHashMap<>();
        for (R row : list) {
            groups.computeIfAbsent(property.apply(row), key -> new ArrayList<>()).add(row);
        }
        Map<K, DataFrame<R>> rows = new LinkedHashMap<>();
        groups.forEach((key, own) -> rows.put(key, new DataFrame<>(own, columns)));
        return rows;
    }

    /** Returns the numbers of a column, NaN where it has none. */
    public double[] numbers(String column) {
        var value = Objects.requireNonNull(columns.get(column), column);
        return list.stream()
                .mapToDouble(
                        row ->
                                value.apply(row) instanceof Number found
                                        ? found.doubleValue()
                                        : Double.NaN)
                .toArray();
    }

    /** Returns the content of the CSV file. */
    public String csv() {
        Csv csv = new Csv(columns.keySet().toArray(String[]::new));
        list.forEach(row -> csv.row(columns.values().stream().map(c -> c.apply(row)).toArray()));
        return csv.toString();
    }
}
