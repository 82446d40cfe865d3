// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.util.List;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.settings.ValueNames;

/**
 * The classes of labelled texts: the distinct labels of the training file, in the order of numbers
 * if all are numbers, else of texts. An empty label is unknown.
 */
record TextLabels(List<String> classes) {

    private static final String COLUMN = "class";

    /** Returns the classes of a training file; none if it has no labels. */
    static TextLabels of(Corpus train) {
        List<String> labels =
                train.labels().stream().filter(label -> !label.isEmpty()).distinct().toList();
        return new TextLabels(ValueNames.sorted(labels));
    }

    /** Returns the classes that a model was trained with; none if it had no labels. */
    static TextLabels of(DataSummary trained) {
        return trained.labels().stream()
                .filter(column -> column.name().equals(COLUMN))
                .findFirst()
                .map(column -> new TextLabels(column.valueNames()))
                .orElse(new TextLabels(List.of()));
    }

    /**
     * Returns examples with the labels of the texts of a file, if there are classes.
     *
     * @param mayBeUnknown whether a label that is no class is an unknown one
     * @throws DataException if it may not
     */
    Examples label(Examples examples, Corpus corpus, boolean mayBeUnknown) {
        if (classes.isEmpty()) {
            return examples;
        }
        Labels.Column column =
                Labels.Column.named(
                        COLUMN,
                        classes,
                        names(corpus.labels()),
                        label -> {
                            if (!mayBeUnknown) {
                                throw DataException.of(
                                        "%s: label \"%s\" has no training example; there are: %s",
                                        corpus.path(), label, String.join(", ", classes));
                            }
                        });
        return examples.withLabels(Labels.of(List.of(column)));
    }

    /** Returns labels as the classes are named: numbers may be written in other ways. */
    private List<String> names(List<String> labels) {
        return ValueNames.areNumbers(classes)
                ? labels.stream().map(ValueNames::of).toList()
                : labels;
    }
}
