// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.internal.comparison;

import java.util.List;
import java.util.stream.Stream;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.internal.text.ListText;

/** Models whose results were there before the number of their seeds was final. */
public final class RepeatedLooks {

    private RepeatedLooks() {}

    /** Returns what that means for differences, for a caption: a sentence with a space before it each, or nothing. */
    public static String note(Stream<ComparedModel> models) {
        List<ComparedModel> looked =
                models.distinct().filter(model -> model.looks().isRepeated()).toList();
        List<ComparedModel> unfinished =
                looked.stream().filter(model -> !model.pending().isEmpty()).toList();
        List<ComparedModel> changed =
                looked.stream().filter(model -> model.pending().isEmpty()).toList();
        return note(unfinished, "have not all ended")
                + note(changed, "were added or left out after results of others");
    }

    private static String note(List<ComparedModel> models, String why) {
        String text =
                " The seeds of %s %s: intervals and p-values of differences are wider, and hold for every"
                        + " number of seeds together (always valid).";
        return models.isEmpty()
                ? ""
                : text.formatted(
                        ListText.of(models.stream().map(ComparedModel::term).toList()), why);
    }
}
