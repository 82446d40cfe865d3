// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.ChangeText;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.vaelab.reports.text.PathText;

/** The values of the config that a budget or the command line replaced. */
public final class ChangesTable {

    private ChangesTable() {}

    public static Optional<Table> of(Comparison comparison) {
        List<SettingChange> changes = comparison.plan().changes();
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        List<Column> columns = new ArrayList<>();
        for (String title : List.of("Setting", "In the config", "Here", "By")) {
            columns.add(new Column(title, "", false));
        }
        boolean alike = changes.stream().allMatch(c -> comparison.onlyOf(c).isEmpty());
        if (!alike) {
            columns.add(new Column("For", "", false));
        }
        return Optional.of(
                new Table(
                        "changes",
                        "Settings of the config that were replaced before the runs were planned.",
                        columns,
                        changes.stream().map(change -> row(change, comparison, alike)).toList(),
                        List.of()));
    }

    private static List<Cell> row(SettingChange change, Comparison comparison, boolean alike) {
        SettingChange shown =
                new SettingChange(
                        change.key(),
                        withoutFolders(change.from()),
                        withoutFolders(change.to()),
                        change.by());
        List<Cell> row = new ArrayList<>();
        row.add(Cell.plain(change.key()));
        row.add(Cell.plain(ChangeText.value(shown.from())));
        row.add(Cell.plain(ChangeText.to(shown)));
        row.add(Cell.plain(change.by()));
        if (!alike) {
            List<String> models = comparison.onlyOf(change);
            row.add(Cell.plain(models.isEmpty() ? "all models" : Names.of(comparison, models)));
        }
        return row;
    }

    private static @Nullable JsonNode withoutFolders(@Nullable JsonNode value) {
        return value == null ? null : PathText.withoutFolders(value);
    }
}
