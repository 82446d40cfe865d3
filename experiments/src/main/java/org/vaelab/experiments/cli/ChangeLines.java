// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.ChangeText;

/** What is said of a comparison at a budget before it begins: which values of its config it replaces. */
final class ChangeLines {

    private ChangeLines() {}

    /** Returns a line for each change, none for a config as it is. */
    static List<String> of(ComparisonSpec spec) {
        List<String> lines = new ArrayList<>();
        if (spec.budget().isEmpty()) {
            return lines;
        }
        for (SettingChange change : spec.changes()) {
            lines.add(change.by() + ": " + ChangeText.of(change, "->"));
        }
        return lines;
    }
}
