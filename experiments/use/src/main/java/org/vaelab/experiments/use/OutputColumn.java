// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;

/**
 * A column of a table of results.
 *
 * @param isNumber whether its cells are numbers; else texts
 * @param isKey whether it identifies a row, as a row number or a label does. A file of numbers
 *     alone leaves it out
 */
record OutputColumn(String name, boolean isNumber, boolean isKey) {

    /** Returns a column of texts that identify a row. */
    public static OutputColumn key(String name) {
        return new OutputColumn(name, false, true);
    }

    public static OutputColumn number(String name) {
        return new OutputColumn(name, true, false);
    }

    public static OutputColumn text(String name) {
        return new OutputColumn(name, false, false);
    }

    /**
     * Returns the column of what examples are called in the user's files, and those of their
     * labels.
     */
    public static List<OutputColumn> of(Examples examples) {
        return Stream.concat(
                        Stream.of(key(examples.origin().column())),
                        labels(examples).stream().map(column -> key(column.name())))
                .toList();
    }

    /**
     * Returns columns of different names: a label that is called like another column is label.NAME.
     */
    static List<OutputColumn> distinct(List<OutputColumn> columns) {
        List<String> taken = new ArrayList<>(columns.stream().map(OutputColumn::name).toList());
        List<OutputColumn> all = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            // The first key is what the example is called.
            while (i > 0 && columns.get(i).isKey() && Collections.frequency(taken, name) > 1) {
                name = "label." + name;
                taken.set(i, name);
            }
            all.add(new OutputColumn(name, columns.get(i).isNumber(), columns.get(i).isKey()));
        }
        return all;
    }

    /**
     * Returns what an example is called, and the names of its classes; empty where one is not
     * known.
     */
    public static List<String> cells(Examples examples, int index) {
        return Stream.concat(
                        Stream.of(examples.origin().of().apply(index)),
                        labels(examples).stream().map(column -> name(column, index)))
                .toList();
    }

    private static String name(Labels.Column column, int index) {
        return Optional.of(column.value(index))
                .filter(value -> value != Labels.UNKNOWN)
                .map(value -> column.valueNames().get(value))
                .orElse("");
    }

    private static List<Labels.Column> labels(Examples examples) {
        return examples.labels().map(Labels::columns).orElse(List.of());
    }
}
