// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.List;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.text.ListText;

/**
 * The models that a sentence speaks of.
 *
 * @param models at least one of them
 * @param others the other models of the comparison
 */
record Subject(List<ComparedModel> models, List<ComparedModel> others) {

    /** So many exceptions are shorter than the list of the rest. */
    private static final int MOST_EXCEPTIONS = 2;

    Subject {
        models = List.copyOf(models);
        others = List.copyOf(others);
    }

    boolean isAll() {
        return others.isEmpty();
    }

    /** Returns the word for one model or that for several. */
    String verb(String one, String several) {
        return models.size() == 1 ? one : several;
    }

    /** Returns the subject as the start of a sentence. */
    String text() {
        if (models.size() == 1) {
            return (isAll() ? "The model " : "Model ") + labels(models);
        }
        if (isAll()) {
            return "All models";
        }
        return others.size() <= MOST_EXCEPTIONS && models.size() > others.size() + 1
                ? "All models except " + labels(others)
                : "Models " + labels(models);
    }

    /** Returns the subject inside a sentence. */
    String inner() {
        return Character.toLowerCase(text().charAt(0)) + text().substring(1);
    }

    private static String labels(List<ComparedModel> models) {
        return ListText.of(models.stream().map(model -> model.label().latex()).toList());
    }
}
