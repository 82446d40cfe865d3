// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.text.Escape;

/** The labels of models in captions, notes and cells. */
public final class Names {

    private Names() {}

    /** Returns the label of a model for running text. */
    public static String of(ComparedModel model) {
        return Escape.term(model.label().plain(), model.label().latex());
    }

    /** Returns the labels of models, divided by commas. */
    public static String of(Comparison comparison, List<String> models) {
        return models.stream()
                .map(name -> find(comparison, name).map(Names::of).orElse(name))
                .collect(Collectors.joining(", "));
    }

    /** Returns a cell with the label of a model; with its name if the comparison lacks it. */
    static Cell cell(Comparison comparison, String name) {
        return find(comparison, name).map(Cell::model).orElseGet(() -> Cell.plain(name));
    }

    private static Optional<ComparedModel> find(Comparison comparison, String name) {
        return comparison.models().stream().filter(m -> m.name().equals(name)).findFirst();
    }
}
