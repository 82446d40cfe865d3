// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.vaelab.framework.settings.Spelling;

/**
 * Classes of which training sees no example, so that a model meets them in the test data for the
 * first time.
 *
 * @param column the label column that says the class
 * @param values the names of its values that are left out, in the order of the column
 * @param dropped the number of training and validation examples that were taken out; 0 before that
 */
public record LeftOut(String column, List<String> values, int dropped) {

    /** The column that is meant where there are several and none is named. */
    private static final String LABEL = "label";

    public LeftOut {
        values = List.copyOf(values);
    }

    /** Classes of which no example was taken out yet. */
    public LeftOut(String column, List<String> values) {
        this(column, values, 0);
    }

    /** Returns the clause for a record and a user that says what training lacks. */
    public String clause() {
        return "%s %s of %s fell into the training data and %s left out"
                .formatted(
                        dropped,
                        dropped == 1 ? "example" : "examples",
                        this,
                        dropped == 1 ? "was" : "were");
    }

    /**
     * Finds classes among the labels of the training examples.
     *
     * @param column the name of the column; absent: {@code label}, or the only one
     * @param wanted values by name; by number where no value of the column is called by a number
     * @throws DataException if there are no such column and values; lines after the first are hints
     */
    public static LeftOut of(Dataset dataset, Optional<String> column, List<String> wanted) {
        Labels labels =
                dataset.train()
                        .labels()
                        .orElseThrow(
                                () ->
                                        DataException.of(
                                                "without: %s has no labels, by which examples"
                                                        + " could be left out",
                                                dataset.name()));
        Labels.Column from = column(labels, column);
        boolean[] left = new boolean[from.cardinality()];
        wanted.forEach(value -> left[place(from, value)] = true);
        return new LeftOut(
                from.name(),
                IntStream.range(0, left.length)
                        .filter(k -> left[k])
                        .mapToObj(from.valueNames()::get)
                        .toList());
    }

    private static Labels.Column column(Labels labels, Optional<String> named) {
        List<String> names = labels.names();
        if (named.isPresent() && !names.contains(named.get())) {
            throw DataException.of(
                    "without: no label column '%s'\n%s",
                    named.get(), Spelling.hint(named.get(), names));
        }
        if (named.isEmpty() && names.size() > 1 && !names.contains(LABEL)) {
            throw DataException.of(
                    "without: which of the label columns %s is meant?\nname it: {column: %s,"
                            + " values: [...]}",
                    String.join(", ", names), names.get(0));
        }
        return labels.column(named.orElse(names.contains(LABEL) ? LABEL : names.get(0)));
    }

    private static int place(Labels.Column column, String value) {
        int place = column.valueNames().indexOf(value);
        if (place < 0
                && isNumber(value)
                && column.valueNames().stream().noneMatch(LeftOut::isNumber)) {
            place = Integer.parseInt(value);
        }
        if (place < 0 || place >= column.cardinality()) {
            throw DataException.of(
                    "without: '%s' has no value '%s'\n%s",
                    column.name(), value, Spelling.hint(value, column.valueNames()));
        }
        return place;
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,9}");
    }

    /**
     * Returns of each example whether it is known to be of a class left out.
     *
     * @throws DataException if the examples do not have the column
     */
    public boolean[] marks(Examples examples) {
        return each(examples, values::contains);
    }

    /**
     * Returns of each example whether its class is known.
     *
     * @throws DataException if the examples do not have the column
     */
    public boolean[] known(Examples examples) {
        return each(examples, name -> true);
    }

    /**
     * Returns of each example whether its class is known and was not left out.
     *
     * @throws DataException if the examples do not have the column
     */
    public boolean[] seen(Examples examples) {
        return each(examples, name -> !values.contains(name));
    }

    private boolean[] each(Examples examples, Predicate<String> condition) {
        Labels.Column labels =
                examples.labels()
                        .orElseThrow(() -> new DataException("examples without labels"))
                        .column(column);
        boolean[] each = new boolean[labels.size()];
        for (int i = 0; i < each.length; i++) {
            int label = labels.value(i);
            each[i] = label != Labels.UNKNOWN && condition.test(labels.valueNames().get(label));
        }
        return each;
    }

    @Override
    public String toString() {
        return column + " " + String.join(", ", values);
    }
}
