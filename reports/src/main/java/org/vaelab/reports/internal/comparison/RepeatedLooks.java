// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.internal.comparison;

import java.util.List;
import java.util.stream.Stream;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.internal.text.ListText;
import org.vaelab.reports.statistics.Looks;

/** Models whose results were there before the number of their seeds was final. */
public final class RepeatedLooks {

    private RepeatedLooks() {}

    /** Returns what that means for differences, for a caption: a sentence with a space before it, or nothing. */
    public static String note(Stream<ComparedModel> models) {
        List<ComparedModel> looked =
                models.distinct().filter(model -> model.looks().isRepeated()).toList();
        if (looked.isEmpty()) {
            return "";
        }
        int first =
                looked.stream().map(ComparedModel::looks).reduce(Looks::and).orElseThrow().first();
        return " The number of seeds of %s is not final, or was changed after results of %s: intervals and p-values of their differences are wider, and hold together for every number of seeds (always valid)."
                .formatted(ListText.of(looked.stream().map(ComparedModel::term).toList()), first);
    }
}
