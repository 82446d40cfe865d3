// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.ChangeText;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.PathText;

/** The values of the config that a budget or the command line replaced. */
public final class ChangesTable {

    private ChangesTable() {}

    public static Optional<Table> of(Comparison comparison) {
        List<SettingChange> changes = comparison.plan().changes();
        TableSpec<SettingChange> table =
                TableSpec.of("changes", changes)
                        .text("Setting", SettingChange::key)
                        .text("In the config", c -> ChangeText.value(withoutFolders(c.from())))
                        .text("Here", c -> ChangeText.to(PathText.withoutFolders(c.to())))
                        .text("By", SettingChange::by);
        if (changes.stream().anyMatch(change -> !comparison.onlyOf(change).isEmpty())) {
            table.text("For", change -> models(comparison, comparison.onlyOf(change)));
        }
        return table.orEmpty(
                "Settings of the config that were replaced before the runs were planned.");
    }

    private static String models(Comparison comparison, List<String> only) {
        return only.isEmpty() ? "all models" : comparison.terms(only);
    }

    private static @Nullable JsonNode withoutFolders(@Nullable JsonNode value) {
        return value == null ? null : PathText.withoutFolders(value);
    }
}
