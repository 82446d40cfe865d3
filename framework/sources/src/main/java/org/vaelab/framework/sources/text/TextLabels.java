// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;

/**
 * The classes of labelled texts: the distinct labels of the training file, in the order of numbers if all
 * are numbers, else of texts. An empty label is unknown.
 */
record TextLabels(List<String> classes) {

    private static final String COLUMN = "class";

    /** Returns the classes of labels; none if there are no labels. */
    static TextLabels of(List<String> all) {
        List<String> labels = all.stream().filter(label -> !label.isEmpty()).distinct().toList();
        boolean numbers = labels.stream().allMatch(label -> label.matches("-?\\d{1,18}"));
        Comparator<String> order =
                numbers ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder();
        return new TextLabels(labels.stream().sorted(order).toList());
    }

    /** Returns the classes that a model was trained with; none if it had no labels. */
    static TextLabels of(DataSummary trained) {
        Optional<DataSummary.LabelColumn> column =
                trained.labels().stream().filter(c -> c.name().equals(COLUMN)).findFirst();
        return new TextLabels(column.map(DataSummary.LabelColumn::valueNames).orElse(List.of()));
    }

    /**
     * Returns examples with the labels of their texts.
     *
     * @throws DataException if the training file lacks a label
     */
    Examples label(Examples examples, List<String> labels, Path path) {
        return label(
                examples,
                labels,
                label -> {
                    throw DataException.of(
                            "%s: label \"%s\" has no training example; there are: %s",
                            path, label, String.join(", ", classes));
                });
    }

    /** Returns examples with the labels that are known; others are unknown. */
    Examples labelKnown(Examples examples, List<String> labels) {
        return label(examples, labels, label -> {});
    }

    private Examples label(Examples examples, List<String> labels, Consumer<String> unknown) {
        if (classes.isEmpty()) {
            return examples;
        }
        Labels.Column column = Labels.Column.named(COLUMN, classes, labels, unknown);
        return examples.withLabels(Labels.of(List.of(column)));
    }
}
