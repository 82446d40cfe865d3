// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ModelFacts.LeftOut;
import org.vaelab.framework.record.ModelFacts.Missing;
import org.vaelab.framework.record.ModelFacts.Subset;

/** Facts of a record in words. */
@Internal
public final class FactText {

    private static final int NAMED = 5;

    private FactText() {}

    /** Returns base measures, such as {@code Lebesgue: area; counting: beds, floor}. */
    public static String measures(Map<String, List<String>> of) {
        return joined(
                of,
                "; ",
                (measure, values) ->
                        values.isEmpty() ? measure : measure + ": " + String.join(", ", values));
    }

    /** Returns the columns of a condition with their widths, such as {@code digit (10)}. */
    public static String condition(Map<String, Integer> of) {
        return joined(of, ", ", (column, width) -> column + " (" + width + ")");
    }

    /** Returns the given parts of a datum, such as {@code upper: rows 0 to 7}. */
    public static String given(Map<String, String> of) {
        return joined(of, ", ", (part, what) -> part.equals(what) ? part : part + ": " + what);
    }

    private static <V> String joined(
            Map<String, V> of, String delimiter, BiFunction<String, V, String> text) {
        return of.entrySet().stream()
                .map(entry -> text.apply(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(delimiter));
    }

    /** Returns classes with their column, such as {@code digit 8, 9}. */
    public static String classes(LeftOut of) {
        return of.column() + " " + String.join(", ", of.classes());
    }

    /** Returns how many examples of classes were taken out of training, as a clause. */
    public static String dropped(LeftOut of) {
        String clause =
                of.examples() == 1
                        ? "%s example of %s fell into the training data and was left out"
                        : "%s examples of %s fell into the training data and were left out";
        return clause.formatted(of.examples(), classes(of));
    }

    /** Returns the shares of missing values, as a clause. */
    public static String missing(Missing of) {
        return String.format(
                Locale.ROOT,
                "%.1f %% of the training values and %.1f %% of the test values are missing",
                100 * of.training(),
                100 * of.test());
    }

    /**
     * Returns how many columns are left out and what the first ones are called, as a clause; empty
     * for none.
     */
    public static Optional<String> constant(List<String> columns) {
        int named = Math.min(NAMED, columns.size());
        String more = named < columns.size() ? " and " + (columns.size() - named) + " more" : "";
        return Optional.of(columns.size() == 1 ? " constant column is" : " constant columns are")
                .filter(count -> named > 0)
                .map(count -> columns.size() + count + " left out of the data: ")
                .map(text -> text + String.join(", ", columns.subList(0, named)) + more);
    }

    /** Returns which examples a metric takes that does not take all. */
    public static String subset(Subset of) {
        return of.seed() == null ? "first" : "random, evaluation seed " + of.seed();
    }
}
