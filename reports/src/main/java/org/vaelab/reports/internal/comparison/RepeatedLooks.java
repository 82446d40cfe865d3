// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.internal.comparison;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.reports.comparison.ComparedModel;

/** Models whose results were there before the number of their seeds was final. */
public final class RepeatedLooks {

    private RepeatedLooks() {}

    /** Returns what that means for differences, for a caption: a sentence with a space before it, or nothing. */
    public static String note(Stream<ComparedModel> models) {
        String terms =
                models.distinct()
                        .filter(model -> model.looks().isRepeated())
                        .map(ComparedModel::term)
                        .collect(Collectors.joining(", "));
        String text =
                " Seeds were added, left out or are missing after results of others (%s): intervals and p-values"
                        + " of differences are wider, and hold for every number of seeds together (always valid).";
        return terms.isEmpty() ? "" : text.formatted(terms);
    }
}
